"""Each form for staff says what is missing, in its own words."""

import pytest
from django.forms.fields import BooleanField, JSONField
from django.utils.translation import override

from helpline.charity.forms import LimitsForm
from helpline.common.forms import Dressed
from helpline.staff import forms as staff_forms
from scheduling.forms import hours as scheduling_forms
from scheduling.forms.hours import ExceptionForm

# What the browser fills in for a passkey, and ticks.
UNSEEN = (JSONField, BooleanField)


def declared() -> list[type[Dressed]]:
    found = [
        one
        for module in (staff_forms, scheduling_forms)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Dressed) and hasattr(one, "base_fields")
    ]
    assert len(found) > 18
    return found


@pytest.mark.parametrize("form", declared())
def test_every_field_that_must_be_filled_in_says_so_in_its_own_words(form: type[Dressed]) -> None:
    required = {
        name for name, field in form.base_fields.items() if field.required and not isinstance(field, UNSEEN)
    }
    assert {*required, *getattr(form, "labels", {})} - {"passwordless"} <= set(form.missing)


def test_an_empty_form_says_what_is_missing() -> None:
    errors = ExceptionForm({}).errors
    assert {name: said[0] for name, said in errors.items()} == {
        "day": "Kies een dag.",
        "name": "Kies een reden.",
        "kind": "Kies of we dicht zijn of op andere tijden open.",
    }


def test_a_reason_is_chosen_and_not_preset() -> None:
    assert ExceptionForm()["name"].value() is None
    assert '<option value="" selected>' in str(ExceptionForm()["name"])


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "0", "51"])
def test_a_limit_that_is_missing_or_beyond_its_range_says_its_range(typed: str) -> None:
    assert LimitsForm(None, {"queue_cap": typed}).errors["queue_cap"] == ["Vul een getal in van 1 tot 50."]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["3,5", "3.5", "ten"])
def test_a_limit_that_is_no_whole_number_says_that_too(typed: str) -> None:
    with override("en"):
        said = LimitsForm(None, {"queue_cap": typed}).errors["queue_cap"]
        assert said == ["Type a whole number from 1 to 50."]
