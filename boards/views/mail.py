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
from boards.refusals import Refused
from boards.views.pages import find_module

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
Frequency = Subscription.Frequency


@get_or_post
@login_required
def mine(request):
    """All that a member wants to hear of, and how often."""
    for about in Subscription.OF_A_PERSON:
        Subscription.of_member(request.user, about)
    wishes = Subscription.objects.of(request.user).settled().with_subject()
    form = MailForm(sent(request), wishes=wishes)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("boards:mail")
    status = 422 if form.is_bound else 200
    return render(request, "boards/mail.html", {"form": form}, status=status)


@csrf_exempt  # the address is the authority, and mail programs post to it from elsewhere (RFC 8058)
@get_or_post
def by_link(request, token):
    """The same for whoever has the link from a mail: a guest sees all that goes to the address, a
    member the one that the mail came by."""
    wish = find_wish(token)
    wishes = [wish]
    if not wish.user_id:
        wishes = Subscription.objects.of_guest(wish.email).settled().with_subject()
    is_stopped = "stop" in request.POST or request.POST.get("List-Unsubscribe") == "One-Click"
    if is_stopped:
        wish.choose(Frequency.NEVER)
    form = MailForm(request.POST if request.POST and not is_stopped else None, wishes=wishes)
    is_saved = form.is_valid()
    if is_saved:
        form.save()
    status = 422 if form.is_bound and not is_saved else 200
    context = {"wish": wish, "form": form, "is_stopped": is_stopped, "is_saved": is_saved}
    return render(request, "boards/mail_by_link.html", context, status=status)


def find_wish(token):
    try:
        return Subscription.of_link(token)
    except (signing.BadSignature, Subscription.DoesNotExist) as failure:
        raise Http404 from failure


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
    module = find_module(Module.objects.open_to(request.user), course_slug, module_slug)
    wanted = {"about": Subscription.About.MODULE, "module": module}
    return follow(request, module, module.get_absolute_url(), wanted)


def follow(request, module, back, wanted):
    """The form by which one follows what is `wanted`: members do at once, guests are asked by mail
    first, which is said in the same words whatever the address is."""
    form = FollowForm(sent(request), user=request.user)
    asked = False
    if form.is_valid():
        frequency = form.cleaned_data["frequency"]
        if request.user.is_authenticated:
            Subscription.of_member(request.user, **wanted).choose(frequency)
            messages.success(request, _("You hear of it by mail now."))
            return redirect(back)
        email, address = form.cleaned_data["email"], client_address(request)
        try:
            Subscription.ask(email, frequency, address=address, **wanted)
            asked = True
        except Refused as refusal:
            form.add_error(None, refusal)
    failed = form.is_bound and not asked
    context = {"form": form, "asked": asked, "back": back, "module": module, **wanted}
    context["subject"] = Subscription(**wanted).subject
    return render(request, "boards/follow.html", context, status=422 if failed else 200)
