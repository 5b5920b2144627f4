"""The look of the plots in the administration, drawn by pygal as SVG."""

from django.utils.translation import gettext as _
from pygal.style import Style

DARK = """inline:@media (prefers-color-scheme: dark) {
    svg, .background { background: #121212 !important; fill: #121212 !important; }
    text { fill: #eee !important; }
    .guides path, .axis path { stroke: #555 !important; }
}"""


def drawn(chart):
    """As SVG, without the scripts by which pygal shows values under the mouse."""
    chart.add_xml_filter(without_scripts)
    return chart.render()


def without_scripts(svg):
    for script in [*svg.iter("script"), *svg.iter("{http://www.w3.org/2000/svg}script")]:
        next(each for each in svg.iter() if script in each).remove(script)
    return svg


def looks(title, labels):
    """How each plot in the administration looks; `labels`: those of its x axis, in order."""
    # Colours that differ in lightness too, so that nobody needs to tell hues apart.
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#333333",
        foreground_strong="#111111",
        foreground_subtle="#555555",
        guide_stroke_color="#cccccc",
        major_guide_stroke_color="#cccccc",
        opacity="1",
        colors=("#1f6357", "#d98a2b", "#b9c2c0"),
        font_family="system-ui, sans-serif",
        title_font_size=18,
        label_font_size=13,
        legend_font_size=14,
    )
    return {
        "title": title,
        "x_labels": labels,
        "style": style,
        "js": [],  # it is shown as a picture, where no script runs
        "css": ["file://style.css", "file://graph.css", DARK],
        "width": 760,
        "height": 320,
        "truncate_label": -1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 3,
        "margin": 12,
        "x_label_rotation": 45 if len(labels) > 14 else 0,
        "no_data_text": _("Nothing yet"),
    }
