"""What the colleagues of the demo know: enough that every page has something to show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.access.users.models import Team, User
from regulars.demo.actions import fill
from regulars.know.consents.models import ConsentLine
from regulars.know.customers.models import Customer
from regulars.know.fields.models import Field, FieldValue
from regulars.know.notes.models import Note
from regulars.know.notes.queries import count_unseen
from regulars.know.occasions.models import Occasion
from regulars.know.relations.models import Relation
from regulars.know.requests.models import PrivacyRequest
from regulars.know.tags.models import Tag
from regulars.know.views.models import SavedView
from regulars.understand.inputs.models import EnteredFigure
from regulars.understand.recommendations.models import Exclusion, Product

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_every_noun_has_something_to_show(home: Path) -> None:
    fill(60, 3, TODAY)
    counts = {
        model.__name__: model.objects.count() for model in (Team, User, Field, Tag, Note, SavedView, PrivacyRequest)
    }
    assert counts == {"Team": 2, "User": 4, "Field": 3, "Tag": 4, "Note": 30, "SavedView": 2, "PrivacyRequest": 1}
    assert count_unseen(User.objects.get(role="owner").pk) == 2
    assert ConsentLine.objects.count() == 60
    assert Customer.objects.filter(kind="company", known=True).count() == 8 + 4
    assert EnteredFigure.objects.count() == 5 + 2 * 4 + 2
    assert (Product.objects.count(), Exclusion.objects.count()) == (8, 1)
    assert [model.objects.exists() for model in (FieldValue, Occasion, Relation)] == [True] * 3
