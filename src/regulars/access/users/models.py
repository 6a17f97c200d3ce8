"""The people who work with the program."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from regulars.access.permissions import Role, Sees, allows

THEMES = [("system", "As the device"), ("light", "Light"), ("dark", "Dark")]


class Team(models.Model):
    """Colleagues who look after the same customers."""

    name = models.CharField(max_length=60, unique=True, error_messages={"unique": "A team has this name already."})

    def __str__(self) -> str:
        return self.name


class RoleRule(models.Model):
    """What the colleagues of one role see; a role without a row sees all customers with all fields.

    `hidden` holds names of fields: those of the customer (`email`), or `field:<key>` for the business's own.
    """

    role = models.CharField(max_length=10, choices=Role.choices, primary_key=True)
    sees = models.CharField(max_length=4, choices=Sees.choices, default=Sees.ALL)
    hidden = models.JSONField(default=list)
    needs_second_factor = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.role} sees {self.sees}"


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One colleague. What they may do follows from the role alone."""

    email = models.EmailField(unique=True, error_messages={"unique": "A colleague with this address is here already."})
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=6, choices=THEMES, default="system")
    created_at = models.DateTimeField(auto_now_add=True)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> str:
        """How the timeline names this user."""
        return f"user:{self.pk}"

    def may(self, permission: str) -> bool:
        """Whether this user's role allows it (regulars.access.permissions)."""
        return self.is_active and allows(Role(self.role), permission)
