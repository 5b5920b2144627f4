import os
import secrets
import tomllib
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Offer, Profession, User
from boards.models import (
    Comment,
    Course,
    CoursePresenter,
    Module,
    ModulePresenter,
    Presenter,
    Thread,
)
from boards.screening import screen

DEMO = Path(__file__).parents[2] / "demo" / "compassion.toml"

SIGN_INS = (
    ("a member", "member@demo.example", "Robin Alder, LCSW", {}, None),
    ("a moderator", "moderator@demo.example", "Sam Birch", {"is_staff": True}, "Moderators"),
    ("course staff", "staff@demo.example", "Kim Cedar", {"is_staff": True}, "Course staff"),
    (
        "everything",
        "admin@demo.example",
        "Pat Dogwood",
        {"is_staff": True, "is_superuser": True},
        None,
    ),
)


class Command(BaseCommand):
    help = "Load the demo course, with its boards and people to sign in as, unless it is there."

    @transaction.atomic
    def handle(self, *args, **options):
        demo = tomllib.loads(DEMO.read_text(encoding="utf-8"))
        people = User.objects.filter(email__in=[email for _role, email, *_rest in SIGN_INS])
        if people.exists() or Course.objects.filter(slug=demo["course"]["slug"]).exists():
            self.stdout.write("The demo course is already here.")
            return
        modules = self.make_course(demo)
        self.stdout.write("Loading the demo course …")
        professions = {each.name: each for each in Profession.objects.all()}
        for number, module in modules.items():
            written = [each for each in demo["comments"] if each["module"] == number]
            self.fill(module, written, demo["people"], professions)
        self.make_people()

    def make_course(self, demo):
        offer, about = demo["offer"], demo["course"]
        course = Course.objects.create(
            **{field: about[field] for field in ("slug", "title", "short_title", "time_zone")},
            offer=Offer.objects.create(**offer),
        )
        presenters = {
            key: Presenter.objects.create(**person) for key, person in demo["presenters"].items()
        }
        for role in CoursePresenter.Role:
            keys = about["hosts" if role == CoursePresenter.Role.HOST else "faculty"]
            for position, key in enumerate(keys):
                CoursePresenter.objects.create(
                    course=course, presenter=presenters[key], role=role, position=position
                )
        return {
            each["number"]: self.make_module(course, each, presenters) for each in demo["modules"]
        }

    def make_module(self, course, about, presenters):
        module = Module.objects.create(
            course=course,
            **{field: about[field] for field in ("number", "slug", "title", "board")},
            text=about["text"].strip(),
            published_at=at(about["published_at"], course) if "published_at" in about else None,
        )
        for position, key in enumerate(about["presenters"]):
            ModulePresenter.objects.create(
                module=module, presenter=presenters[key], position=position
            )
        return module

    def fill(self, module, written, people, professions):
        comments = {}
        for each in written:
            person = people[each["by"]]
            comments[each["id"]] = Comment(
                parent=comments.get(each.get("to")),
                name=person["name"],
                email=f"{each['by']}@people.example",
                profession=professions.get(person.get("profession")),
                country=person.get("country", ""),
                city=person.get("city", ""),
                state=person.get("state", ""),
                text=each["text"].strip(),
                status=each.get("status", Comment.Status.PUBLISHED),
                created=at(each["at"], module.course),
            )
        Thread.build(module, comments.values())
        for comment in comments.values():
            if comment.is_held:
                comment.held_for = Comment.HeldFor.FINDINGS
                comment.save(update_fields=("held_for",))
                for finding in screen(comment.text).findings:
                    finding.comment = comment
                    finding.save()

    def make_people(self):
        """People to sign in as, with one password made for this installation and kept in its data
        folder, where `serve` reads it to print it."""
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        hashed = make_password(password)  # slow, as it has to be, so one for all
        lines = ["\n  This is the demo. Sign in to look around, also at /admin/:\n"]
        for role, email, name, rights, group in SIGN_INS:
            user = User.objects.create(email=email, password=hashed, name=name, **rights)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            if group:
                user.groups.add(Group.objects.get(name=group))
            lines.append(f"    {email:25} {role}\n")
        lines.append(f"    password for all four: {password}\n\n")
        kept = os.open(
            settings.DATA_DIR / "demo_sign_ins", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
        )
        with open(kept, "w") as file:
            file.writelines(lines)


def at(local, course):
    """A moment from how the demo writes it: local time of the course, ISO 8601."""
    return datetime.fromisoformat(local).replace(tzinfo=course.tzinfo)
