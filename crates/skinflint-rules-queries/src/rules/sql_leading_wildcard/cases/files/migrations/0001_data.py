from django.db import migrations


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE books SET title = 'x' WHERE title LIKE '%draft'"),
    ]
