"""Tags: words of the business's own, stuck to customers."""

from __future__ import annotations

from django.db import models

from regulars.know.customers.models import Customer


class Tag(models.Model):
    """One word. `key` is its folded name, so that VIP and vip are one tag."""

    class Colour(models.TextChoices):
        SAND = "sand", "Sand"
        LEAF = "leaf", "Leaf"
        HONEY = "honey", "Honey"
        BRICK = "brick", "Brick"
        SKY = "sky", "Sky"

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60, unique=True)
    colour = models.CharField(max_length=5, choices=Colour.choices, default=Colour.SAND)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a customer. It stays on the part it was put on when customers are merged."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False, related_name="taggings")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="taggings")
    created_at = models.DateTimeField()

    class Meta:
        # By tag and customer: finds the carriers of a tag, and whether one carries it.
        constraints = [models.UniqueConstraint(fields=["tag", "customer"], name="tagging_once")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.customer}"
