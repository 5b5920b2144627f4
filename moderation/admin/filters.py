"""By what moderators narrow the queue."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models import Comment, Module, Rule

HeldFor = Comment.HeldFor


class QueueFilter(admin.SimpleListFilter):
    template = "admin/moderation/heldcomment/_filter.html"


class ByRule(QueueFilter):
    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request, model_admin):
        return [(rule.code, str(rule)) for rule in Rule.objects.in_force()]

    def queryset(self, request, queryset):
        return queryset.under(self.value()) if self.value() else queryset


class ByModule(QueueFilter):
    title = _("module")
    parameter_name = "module"

    def lookups(self, request, model_admin):
        waiting = model_admin.get_queryset(request).order_by().values("thread__module")
        modules = Module.objects.filter(pk__in=waiting).select_related("course")
        return [(str(module.pk), str(module)) for module in modules]

    def queryset(self, request, queryset):
        chosen = {value for value, _label in self.lookup_choices} & {self.value()}
        return queryset.filter(thread__module__in=chosen) if self.value() else queryset


class BySource(QueueFilter):
    """Who or what brought the comment into the queue."""

    title = _("source")
    parameter_name = "source"

    SCREENERS = (HeldFor.URGENT, HeldFor.FINDINGS, HeldFor.RULE, HeldFor.UNCHECKED)

    def lookups(self, request, model_admin):
        return (
            ("screener", _("the screeners")),
            ("reader", _("readers' reports")),
            ("everything", _("everything is held")),
            ("author", _("its author's change or answer")),
            ("moderator", _("a moderator")),
        )

    def queryset(self, request, queryset):
        sources = {
            "screener": queryset.filter(held_for__in=self.SCREENERS),
            "reader": queryset.reported(),
            "everything": queryset.filter(held_for=HeldFor.EVERYTHING),
            "author": queryset.from_their_authors(),
            "moderator": queryset.filter(held_for=HeldFor.MODERATOR),
        }
        return sources.get(self.value(), queryset)


class ByAge(QueueFilter):
    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return (
            ("new", _("for less than a day")),
            ("day", _("for a day or longer")),
            ("week", _("for a week or longer")),
        )

    def queryset(self, request, queryset):
        now = timezone.now()
        day, week = now - timedelta(days=1), now - timedelta(weeks=1)
        ages = {
            "new": Q(waiting_since__gt=day),
            "day": Q(waiting_since__lte=day),
            "week": Q(waiting_since__lte=week),
        }
        return queryset.filter(ages.get(self.value(), Q()))
