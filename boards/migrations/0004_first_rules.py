from django.db import migrations

from accounts.groups import Grant

# In the order of the form. Staff change the words in the admin; these are what a new board begins
# with. Without a sentence a rule is not checked: what helps somebody in danger, staff must write.
RULES = (
    {
        "code": "personal",
        "line": "share about or seek advice for personal problems",
        "sentence": "This board is for what you will use with your clients. Please leave out "
        "problems of your own, of family or friends: everybody can read this page, and nobody here "
        "can look after you as you deserve.",
    },
    {
        "code": "referral",
        "line": "ask for referrals",
        "sentence": "Please do not ask for a practitioner or a service here, for yourself or for a "
        "client: nobody can vouch for one in a comment, and who is named has not been asked.",
    },
    {
        "code": "link",
        "line": "post links or advertise a product",
        "sentence": "Please leave out addresses of every kind: links, mail, telephone, names on "
        "other networks. You may name a book, an author or a site without its address.",
    },
    {
        "code": "advert",
        "sentence": "Please do not advertise here, not even what is free or your own. Tell us how "
        "you use an idea instead.",
    },
    {
        "code": "confidentiality",
        "action": "advise",
        "sentence": "Could this person, or someone who knows them, recognise them here? You may "
        "want to leave out a detail or change it, or show less of your byline.",
    },
    {"code": "crisis", "action": "urgent"},
)


def write(apps, schema_editor):
    for position, words in enumerate(RULES, 1):
        rule = apps.get_model("boards", "Rule").objects.create(
            position=position, version=1, **words
        )
        texts = {name: value for name, value in words.items() if name != "code"}
        version = apps.get_model("boards", "RuleVersion").objects.create(
            rule=rule, number=1, **texts
        )
        # What was found before rules had versions was found under these words, or nearly so.
        findings = apps.get_model("boards", "Finding").objects
        findings.filter(rule=words["code"]).update(version=version)

    # Those of a site's own screeners wait for staff to write their rules.
    findings = apps.get_model("boards", "Finding").objects
    for code in set(findings.filter(version=None).values_list("rule", flat=True)):
        rule = apps.get_model("boards", "Rule").objects.create(
            code=code, position=len(RULES) + 1, version=1
        )
        version = apps.get_model("boards", "RuleVersion").objects.create(rule=rule, number=1)
        findings.filter(rule=code).update(version=version)


def forget(apps, schema_editor):
    apps.get_model("boards", "Finding").objects.update(version=None)
    apps.get_model("boards", "RuleVersion").objects.all().delete()
    apps.get_model("boards", "Rule").objects.all().delete()


class Migration(migrations.Migration):
    """The rules that a board begins with; course staff write them, and moderators see them and
    switch holds on and off."""

    dependencies = (("boards", "0003_rules"),)
    operations = (
        migrations.RunPython(write, forget),
        Grant(
            "Course staff",
            "boards.view_rule",
            "boards.add_rule",
            "boards.change_rule",
            "boards.view_ruleversion",
        ),
        Grant(
            "Moderators",
            "boards.view_rule",
            "boards.view_ruleversion",
            *(f"boards.{verb}_hold" for verb in ("view", "add", "change", "delete")),
        ),
    )
