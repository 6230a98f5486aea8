"""When each sweep ran last and who holds it now: one row a sweep, overwritten."""

from django.db import models

from helpline.sweeps.rules import Last


class SweepRun(models.Model):
    """One sweep's lease and its last runs; it says nothing of what the sweep found."""

    name = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # A random name of a process; never a host or an address.
    holder = models.CharField(max_length=60, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def last(self) -> Last:
        """The row as the rules read it."""
        return Last(self.ran_at, self.failed_at, self.lease_until)
