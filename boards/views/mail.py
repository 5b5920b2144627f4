"""What people want to hear of by mail: followed, confirmed, changed and stopped here.

Links in mail need no signing in; what opens one without pressing a button, as scanners do, changes
nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import guests_may_post, sent
from accounts.address import client_address
from boards.forms import FollowForm, MailForm
from boards.models import Module, Subscription, Thread
from boards.refusals import TooManyWishes
from boards.views.pages import find_open_module

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Frequency = Subscription.Frequency


@get_or_post
@login_required
def mine(request):
    """All that a member wants to hear of, and how often."""
    if request.method == "POST":
        for about in Subscription.OF_A_PERSON:
            Subscription.of_member(request.user, about)
    form = MailForm(sent(request), wishes=wishes_of(request.user))
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("boards:mail")
    status = 422 if form.is_bound else 200
    return render(request, "boards/mail.html", {"form": form}, status=status)


def wishes_of(user):
    """All of a member's, with those that every member has even before they are made."""
    wishes = list(Subscription.objects.of(user).settled().with_subject())
    made = {wish.about for wish in wishes if wish.is_of_a_person}
    unmade = [about for about in Subscription.OF_A_PERSON if about not in made]
    return [*(Subscription(user=user, about=about) for about in unmade), *wishes]


@csrf_exempt  # the address is the authority, and mail programs post to it from elsewhere (RFC 8058)
@get_or_post
def by_link(request, token):
    """The same for whoever has the link from a mail: a guest sees all that goes to the address, a
    member those that the mail came by, which one click stops."""
    of_mail = wishes = find_wishes(token)
    is_of_member = any(wish.user_id for wish in of_mail)
    if not is_of_member:
        wishes = Subscription.objects.of_guest(of_mail[0].email).settled().with_subject()
    is_stopped = "stop" in request.POST or request.POST.get("List-Unsubscribe") == "One-Click"
    for wish in of_mail if is_stopped else ():
        wish.choose(Frequency.NEVER)
    form = MailForm(request.POST if request.POST and not is_stopped else None, wishes=wishes)
    is_saved = form.is_valid()
    if is_saved:
        form.save()
    status = 422 if form.is_bound and not is_saved else 200
    context = {"form": form, "is_stopped": is_stopped, "is_saved": is_saved}
    context["subjects"] = "; ".join(str(wish.subject) for wish in of_mail)
    context["is_of_member"] = is_of_member
    return render(request, "boards/mail_by_link.html", context, status=status)


def find_wishes(token):
    try:
        wishes = Subscription.of_link(token)
    except signing.BadSignature as failure:
        raise Http404 from failure
    if not wishes:
        raise Http404
    return wishes


@csrf_exempt  # the address is the authority
@get_or_post
def confirm(request, token):
    """A guest who reads the mail of an address agrees to get what was asked for."""
    try:
        wish, frequency = Subscription.of_confirmation(token)
    except (signing.BadSignature, Subscription.DoesNotExist) as failure:
        raise Http404 from failure
    if request.method == "POST":
        wish.confirm(frequency)
    return render(request, "boards/mail_confirm.html", {"wish": wish})


@get_or_post
@guests_may_post
def follow_thread(request, thread_id):
    modules = Module.objects.open_to(request.user)
    threads = Thread.objects.visible().filter(module__in=modules)
    thread = get_object_or_404(threads.select_related("module__course"), pk=thread_id)
    wanted = {"about": Subscription.About.THREAD, "thread": thread}
    return follow(request, thread.module, thread.get_absolute_url(), wanted)


@get_or_post
@guests_may_post
def follow_module(request, course_slug, module_slug):
    module = find_open_module(request, course_slug, module_slug)
    wanted = {"about": Subscription.About.MODULE, "module": module}
    return follow(request, module, module.get_absolute_url(), wanted)


def follow(request, module, back, wanted):
    """The form by which one follows what is `wanted`: members do at once, guests are asked by mail
    first, which is said in the same words whatever the address is."""
    form = FollowForm(sent(request), user=request.user)
    asked, status, wait = False, 422 if form.is_bound else 200, None
    if form.is_valid():
        frequency = form.cleaned_data["frequency"]
        if request.user.is_authenticated:
            Subscription.of_member(request.user, **wanted).choose(frequency)
            messages.success(request, _("You hear of it by mail now."))
            return redirect(back)
        email, address = form.cleaned_data["email"], client_address(request)
        try:
            Subscription.ask(email, frequency, address=address, **wanted)
            asked, status = True, 200
        except TooManyWishes as refusal:
            form.add_error(None, refusal)
            status, wait = refusal.status, refusal.seconds
    context = {"form": form, "asked": asked, "back": back, "module": module, **wanted}
    context["subject"] = Subscription(**wanted).subject
    response = render(request, "boards/follow.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
