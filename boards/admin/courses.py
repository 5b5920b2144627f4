"""Where course staff write: courses, their modules, presenters."""

import contextlib

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from accounts.converters import Key
from accounts.models import Edition, User
from boards.models import (
    Comment,
    Course,
    CoursePresenter,
    Handout,
    Module,
    ModulePresenter,
    Presenter,
)
from boards.views.pages import PREVIEW_LASTS, preview_address


class Unlabelled(forms.HiddenInput):
    """The administration writes a label for what is hidden, too, which is then for nothing."""

    def id_for_label(self, id_):
        return ""


class VersionForm(forms.ModelForm):
    """Knows the version that its page was written from: who saves after somebody else is told, and
    nothing is overwritten before that."""

    seen = forms.IntegerField(label=_("version seen"), required=False, widget=Unlabelled)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            newest = self.instance.history.first()
            self.initial["seen"] = newest and newest.pk

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        # Locked until it is saved, so that of two who save at once one waits and is told.
        Edition.objects.turn()
        type(self.instance).objects.select_for_update().get(pk=self.instance.pk)
        newest = self.instance.history.select_related("history_user").first()
        if newest and newest.pk != cleaned.get("seen"):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = newest.pk  # who has been told may save
            raise ValidationError(self.told(newest), code="changed")
        return cleaned

    def told(self, newest):
        who = str(newest.history_user or _("Somebody"))
        moment = timezone.localtime(newest.history_date)
        opts = self._meta.model._meta
        address = reverse(
            f"admin:{opts.app_label}_{opts.model_name}_history", args=(self.instance.pk,)
        )
        return format_html(
            _(
                "{who} has saved this page since you opened it, on {when}. Nothing of yours is "
                'lost or saved yet. <a href="{address}" target="_blank">See what was changed</a>; '
                "saving again puts yours in its place; theirs stays among the versions."
            ),
            who=who,
            when=date_format(moment, "SHORT_DATETIME_FORMAT"),
            address=address,
        )


class VersionedAdmin(SimpleHistoryAdmin):
    """Every save is a version: who, when, what changed; each can be restored."""

    form = VersionForm

    def get_fields(self, request, obj=None):
        return [*(name for name in super().get_fields(request, obj) if name != "seen"), "seen"]

    def save_related(self, request, form, formsets, change):
        """A version holds what belongs to the page, and says it in words where it was changed."""
        super().save_related(request, form, formsets, change)
        form.instance.keep_belongings(
            "; ".join(
                f"{formset.model._meta.verbose_name_plural}: {names_in(formset)}"
                for formset in formsets
                if formset.has_changed()
            )
        )

    def history_view(self, request, object_id, extra_context=None):
        if not Key.pattern.fullmatch(object_id):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    @transaction.atomic
    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if not (Key.pattern.fullmatch(object_id) and Key.pattern.fullmatch(version_id)):
            raise Http404
        if request.method == "POST":  # which the library lets those do who can look
            there = get_object_or_404(self.model, pk=object_id)
            if not self.has_change_permission(request, there):
                raise PermissionDenied
            if not all(map(request.user.has_perms, there.rights_to_belongings())):
                raise PermissionDenied
        with timezone.override(self.zone_of(request, object_id)):
            response = super().history_form_view(request, object_id, version_id, extra_context)
        if request.method == "POST" and response.status_code == 302:
            self.restore_belongings(request, there, there.history.get(pk=version_id))
        return response

    def restore_belongings(self, request, there, version):
        """What the library does not know of, in the transaction in which it restored the rest."""
        if version.belongings is None:
            said = _("What belongs to the page is as it was: that version holds none of it.")
            messages.warning(request, said)
        elif lost := there.restore_belongings(version):
            said = ngettext(
                "%(count)s presenter of that version is not kept here any more.",
                "%(count)s presenters of that version are not kept here any more.",
                lost,
            )
            messages.warning(request, said % {"count": lost})

    def zone_of(self, request, object_id):
        """The time zone in which times are typed and shown."""
        return timezone.get_current_timezone()


def names_in(formset):
    """What is there now of the kind of `formset`, in its order."""
    there = formset.model.objects.filter(**{formset.fk.name: formset.instance})
    return ", ".join(map(str, there)) or _("none")


class CoursePresenterInline(admin.TabularInline):
    model = CoursePresenter
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("presenter")

    autocomplete_fields = ("presenter",)


class ModuleInline(admin.TabularInline):
    """The course's modules at a glance, each with a link to its own page of the admin."""

    model = Module
    extra = 0
    fields = readonly_fields = (
        "number",
        "page",
        "state",
        "board_state",
        "comments_count",
        "waiting",
    )
    verbose_name_plural = _("modules at a glance")
    ordering = ("number",)

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("course").annotate(held=waiting_in())

    @admin.display(description=_("module"))
    def page(self, module):
        address = reverse("admin:boards_module_change", args=(module.pk,))
        return format_html('<a href="{}">{}</a>', address, module.title)

    @admin.display(description=_("state"))
    def state(self, module):
        return state_of(module)

    @admin.display(description=_("board"))
    def board_state(self, module):
        return _("open") if module.is_open else _("closed")

    @admin.display(description=_("waiting for a moderator"))
    def waiting(self, module):
        return module.held


def waiting_in():
    """How many comments of a module are held, for a queryset of modules."""
    held = Comment.objects.held().filter(thread__module=OuterRef("pk")).order_by()
    return Coalesce(
        Subquery(held.values("thread__module").annotate(count=Count("pk")).values("count")), 0
    )


def state_of(module):
    """In words, with the time to come, in the course's time zone."""
    if module.is_published:
        return _("published")
    if not module.published_at:
        return _("draft")
    moment = module.published_at.astimezone(module.course.tzinfo)
    return _("scheduled for %(when)s") % {"when": date_format(moment, "SHORT_DATETIME_FORMAT")}


@admin.register(Course)
class CourseAdmin(VersionedAdmin):
    list_display = ("title", "slug", "modules_count", "drafts", "comments", "waiting", "time_zone")
    prepopulated_fields = {"slug": ("short_title",)}
    readonly_fields = ("new_module",)
    inlines = (CoursePresenterInline, ModuleInline)
    actions = ("copy_for_a_new_run",)

    def get_queryset(self, request):
        modules = Module.objects.filter(course=OuterRef("pk")).order_by().values("course")
        held = Comment.objects.held().filter(thread__module__course=OuterRef("pk")).order_by()
        held = held.values("thread__module__course").annotate(count=Count("pk")).values("count")
        drafts = Q(modules__published_at=None) | Q(modules__published_at__gt=timezone.now())
        return (
            super()
            .get_queryset(request)
            .annotate(
                modules_there=Count("modules"),
                drafts_there=Count("modules", filter=drafts),
                comments_there=Coalesce(
                    Subquery(modules.annotate(sum=Sum("comments_count")).values("sum")), 0
                ),
                held_there=Coalesce(Subquery(held), 0),
            )
        )

    @admin.display(description=_("one more module"))
    def new_module(self, course):
        if not course.pk:
            return _("Save the course first.")
        address = f"{reverse('admin:boards_module_add')}?course={course.pk}"
        return format_html('<a href="{}">{}</a>', address, _("Add a module"))

    @admin.display(description=_("modules"), ordering="modules_there")
    def modules_count(self, course):
        return course.modules_there

    @admin.display(description=_("of them to come"), ordering="drafts_there")
    def drafts(self, course):
        return course.drafts_there

    @admin.display(description=_("comments"), ordering="comments_there")
    def comments(self, course):
        return course.comments_there

    @admin.display(description=_("waiting"), ordering="held_there")
    def waiting(self, course):
        return course.held_there

    @admin.action(description=_("Copy for a new run, without the boards"), permissions=("add",))
    def copy_for_a_new_run(self, request, queryset):
        copies = [course.copy(by=request.user) for course in queryset]
        said = ngettext(
            "%(count)s course was copied. Its modules are drafts.",
            "%(count)s courses were copied. Their modules are drafts.",
            len(copies),
        )
        messages.success(request, said % {"count": len(copies)})
        if len(copies) == 1:
            return redirect("admin:boards_course_change", copies[0].pk)
        return None


class HandoutInline(admin.TabularInline):
    model = Handout
    extra = 0


class ModulePresenterInline(admin.TabularInline):
    model = ModulePresenter
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("presenter")

    autocomplete_fields = ("presenter",)


@admin.register(Module)
class ModuleAdmin(VersionedAdmin):
    list_display = ("__str__", "title", "state", "board_state", "comments_count", "waiting")
    list_filter = ("course", "board", "members_only")
    list_select_related = ("course",)
    search_fields = ("title", "course__title")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("time_zone", "preview")
    inlines = (ModulePresenterInline, HandoutInline)
    fields = (
        *("course", "number", "title", "slug", "text", "talk", "question"),
        *("published_at", "board", "closes_at", "time_zone", "closed_note", "preview"),
        *("noindex", "members_only", "threads_per_page"),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(held=waiting_in())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Times are those of the course, where its people live."""
        with timezone.override(self.zone_of(request, object_id)):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if hasattr(response, "render"):
                response.render()  # while the time zone is set
            return response

    def zone_of(self, request, object_id):
        chosen = request.POST.get("course") or request.GET.get("course")
        with contextlib.suppress(ValueError, OverflowError):
            courses = Course.objects.filter(Q(modules=object_id) if object_id else Q(pk=chosen))
            if course := courses.first():
                return course.tzinfo
        return timezone.get_default_timezone()

    def get_changeform_initial_data(self, request):
        """Of what an address can say beforehand, the course alone."""
        return {"course": request.GET["course"]} if "course" in request.GET else {}

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, module):
        return state_of(module)

    @admin.display(description=_("board"), ordering="board")
    def board_state(self, module):
        return _("open") if module.is_open else _("closed")

    @admin.display(description=_("waiting"), ordering="held")
    def waiting(self, module):
        return module.held

    def get_readonly_fields(self, request, obj=None):
        """A module stays in its course, to which its addresses belong."""
        readonly = super().get_readonly_fields(request, obj)
        return ("course", *readonly) if obj and obj.pk else readonly

    @admin.display(description=_("times are those of"))
    def time_zone(self, module):
        return module.course.time_zone if module.course_id else _("the course that you choose")

    @admin.display(description=_("preview"))
    def preview(self, module):
        if not module.pk:
            return _("There is one once it is saved.")
        if module.is_published:
            return format_html('<a href="{}">{}</a>', module.get_absolute_url(), _("See the page"))
        said = _("For people without an account; it works for %(days)s days from now.")
        return format_html(
            '<a href="{}">{}</a><br>{}',
            preview_address(module),
            _("See the page as it will be"),
            said % {"days": PREVIEW_LASTS.days},
        )


class PresenterForm(forms.ModelForm):
    """The account is named by its address, so that who writes the pages need not see people."""

    account = forms.EmailField(
        label=_("account"),
        required=False,
        help_text=_(
            "The e-mail address with which the presenter signs in here: their comments bear "
            "“Presenter” then."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.user:
            self.initial["account"] = self.instance.user.email

    def clean_account(self):
        address = self.cleaned_data["account"]
        self.instance.user = None
        if not address:
            return ""
        found = User.objects.confirmed().filter(email=User.objects.normalize_email(address))
        self.instance.user = found.first()
        if not self.instance.user:
            raise ValidationError(_("Nobody signs in here with that address."))
        same = Presenter.objects.filter(user=self.instance.user).exclude(pk=self.instance.pk)
        if other := same.first():
            said = _("That is the account of the presenter %(name)s.")
            raise ValidationError(said, params={"name": other})
        return address


@admin.register(Presenter)
class PresenterAdmin(admin.ModelAdmin):
    form = PresenterForm
    fields = ("name", "credentials", "account")
    list_display = ("name", "credentials", "has_account")
    list_select_related = ("user",)
    search_fields = ("name", "credentials")

    @admin.display(description=_("has an account"), boolean=True)
    def has_account(self, presenter):
        return bool(presenter.user)
