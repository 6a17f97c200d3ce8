from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("links", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="onetimelink",
            name="team_ids",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
