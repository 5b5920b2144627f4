from django import template

register = template.Library()


@register.simple_tag
def has_joined(user, offer):
    """Whether somebody who is signed in is a member of `offer` now."""
    return user.has(offer)
