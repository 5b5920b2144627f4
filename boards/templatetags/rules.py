from django import template
from django.template.loader import render_to_string

from boards.models import Block, Hold, Rule
from boards.remembered import fragment

register = template.Library()


@register.simple_tag(takes_context=True)
def rules_of(context, module):
    """What stands at the form of a board: the posting rules, and whether everything waits."""
    return fragment(
        context["request"],
        ("rules", module.pk),
        make=lambda: render_to_string("boards/_rules.html", {"module": module}),
    )


@register.simple_tag
def posted_rules():
    """The posting rules, as they stand at the form."""
    return list(Rule.objects.posted())


@register.simple_tag
def holds_over(module):
    """The switches that are on over the board of `module`: everything posted waits."""
    return list(Hold.objects.over(module))


@register.simple_tag
def block_over(user):
    """The block that keeps somebody who is signed in from posting, or None."""
    return Block.over(user.email, user.pk) if user.is_authenticated else None
