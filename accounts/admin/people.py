from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _
from django_countries.filters import CountryFilter

from accounts.export import export_as_csv
from accounts.models import Profession, User


@admin.register(Profession)
class ProfessionAdmin(admin.ModelAdmin):
    list_display = ("name", "position", "active")
    list_editable = ("position", "active")
    search_fields = ("name",)


class ByConfirmed(admin.SimpleListFilter):
    title = _("confirmed address")
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request, queryset):
        match self.value():
            case "yes":
                return queryset.confirmed()
            case "no":
                return queryset.unconfirmed()


@admin.register(User)
class PersonAdmin(UserAdmin):
    ordering = ("email",)
    list_display = exported = (
        *("email", "name", "profession", "country_name", "is_confirmed"),
        *("is_staff", "is_active", "date_joined"),
    )
    list_select_related = ("profession",)
    list_filter = (
        "is_staff",
        "is_active",
        "groups",
        ByConfirmed,
        "profession",
        ("country", CountryFilter),
        "date_joined",
    )
    search_fields = ("name", "email", "profession__name")
    search_help_text = _("A name, an e-mail address or a profession")
    actions = (export_as_csv,)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Byline"), {"fields": ("name", "profession", "country", "city", "state")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request, obj=None):
        """An account is made inactive instead: comments keep who wrote them."""
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).with_confirmed()

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, person):
        return person.country.name

    @admin.display(description=_("confirmed"), boolean=True, ordering="has_confirmed")
    def is_confirmed(self, person):
        return person.has_confirmed
