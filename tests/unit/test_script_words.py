"""What a mark in a script becomes in a language: one row of the table, one rule."""

import pytest

from portal.language.language import SPANISH, Language
from portal.language.script_words import texts, written

OTHER = Language(
    "quy",
    "Otra",
    "quy",
    {"Hola": 'Ha</script> "la" \\', "de %(a)s a %(b)s": "%(b)s%(a)s!", "a %(a)s": "%(a)s", "lunes": "día uno"},
)


@pytest.mark.parametrize(
    ("source", "spanish", "other"),
    [
        ('say(_("Hola"));', 'say("Hola");', 'say("Ha<\\/script> \\"la\\" \\\\");'),
        (
            'x=_("de %(a)s a %(b)s",f(1,"),"),(y?2:[3,4]))',
            'x="de "+f(1,"),")+" a "+(y?2:[3,4])',
            'x=""+(y?2:[3,4])+f(1,"),")+"!"',
        ),
        ('_("a %(a)s",n)', '"a "+n', '""+n'),
        (
            '_(`de %(a)s a %(b)s`, x, y ? _("lunes") : 1)',
            '`de ${x} a ${y ? "lunes" : 1}`',
            '`${y ? "día uno" : 1}${x}!`',
        ),
        ('`<b title="${_(`lunes`)}">`', '`<b title="lunes">`', '`<b title="día uno">`'),
        (
            '_each("lunes martes").split(" ")',
            '"lunes martes".split(" ")',
            '"día\N{NO-BREAK SPACE}uno martes".split(" ")',
        ),
        ('go("@/cerca/"+f+"/")', 'go("/cerca/"+f+"/")', 'go("/quy/cerca/"+f+"/")'),
        (
            "/^@\\/lugares\\//.test(`@/pack/${a}`)",
            "/^\\/lugares\\//.test(`/pack/${a}`)",
            "/^\\/quy\\/lugares\\//.test(`/quy/pack/${a}`)",
        ),
        ('open("pack@")', 'open("pack")', 'open("pack/quy")'),
        ('a_("x");$_("y");b._("z");"a@b.pe"', 'a_("x");$_("y");b._("z");"a@b.pe"', 'a_("x");$_("y");b._("z");"a@b.pe"'),
    ],
)
def test_marks_are_gone_in_what_is_built(source: str, spanish: str, other: str) -> None:
    """Spanish stands as if it had been written so; another language has its own words, order and addresses."""
    assert written(source, SPANISH) == spanish
    assert written(source, OTHER) == other


def test_the_texts_of_a_script_are_listed() -> None:
    """Those in arguments too, and each word of a text that is split."""
    script = 'a(_("Uno %(b)s",_("dos")));c=_each("lunes martes");d=`${_(`tres`)}`'
    assert texts(script) == ["dos", "Uno %(b)s", "lunes", "martes", "tres"]


@pytest.mark.parametrize("script", ['_("a %(a)s")', '_("a",b)', '_("a %(a)s",b'])
def test_a_mark_that_does_not_fit_its_text_is_refused(script: str) -> None:
    """More or fewer arguments than placeholders, or a call without an end: the build stops."""
    with pytest.raises(ValueError, match=r"placeholders|does not end"):
        written(script, SPANISH)
