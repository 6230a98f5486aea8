"""The texts and limits in use, and their versions. Read-only; the number of queries stands in the tests."""

from django.db.models import QuerySet

from helpline.charity.models import LimitsVersion, TextVersion
from helpline.charity.rules import Language, Limits, TextKey


def text(key: TextKey, language: str) -> str:
    """Return one text in use, or "" when there is none. One query."""
    newest = newest_text(key, language)
    return newest.body if newest else ""


def texts(language: str) -> dict[TextKey, str]:
    """Return every text in use in one language, "" where there is none. One query."""
    found = {row.key: row.body for row in TextVersion.objects.newest().filter(language=language)}
    return {key: found.get(key.value, "") for key in TextKey}


def is_ready_to_open() -> bool:
    """Tell whether the text on the limits of confidentiality stands in every language. One query.

    Without it a production chat and line stay closed.
    """
    written = TextVersion.objects.newest().filter(key=TextKey.LIMITS).exclude(body="")
    return written.count() == len(Language)


def limits() -> Limits:
    """Return the limits in use; those of rules.Limits as long as the charity has set none. One query."""
    newest = newest_limits()
    return newest.limits if newest else Limits()


def text_states() -> dict[TextKey, dict[Language, TextVersion | None]]:
    """Return of every text the version in use in each language, None where there is none or it is empty. One query."""
    found = {(row.key, row.language): row for row in TextVersion.objects.newest().exclude(body="")}
    return {
        key: {language: found.get((key.value, language.value)) for language in Language} for key in TextKey
    }


def text_in_use(key: TextKey) -> dict[Language, TextVersion]:
    """Return the versions in use of one text, also empty ones, in the languages that have any. One query."""
    return {Language(row.language): row for row in TextVersion.objects.newest().filter(key=key)}


def body_of(key: TextKey, language: str, number: int) -> str | None:
    """Return the body of one version, "" for number 0 (before the first), None when there is no such version."""
    if number == 0:
        return ""
    found = TextVersion.objects.filter(key=key, language=language, number=number).first()
    return found.body if found else None


def newest_text(key: TextKey, language: str) -> TextVersion | None:
    """Return the version in use of one text, also an empty one. One query."""
    return TextVersion.objects.filter(key=key, language=language).order_by("-number").first()


def text_versions(key: TextKey) -> QuerySet[TextVersion]:
    """Return all versions of one text in all languages, with who wrote them, newest first. One query."""
    return TextVersion.objects.filter(key=key).select_related("written_by").order_by("-number", "language")


def newest_limits() -> LimitsVersion | None:
    """Return the limits in use. One query."""
    return LimitsVersion.objects.order_by("-number").first()


def limits_versions() -> QuerySet[LimitsVersion]:
    """Return all versions of the limits, with who set them, newest first. One query."""
    return LimitsVersion.objects.select_related("written_by").order_by("-number")
