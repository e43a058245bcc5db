//! The style sheet: its colours keep their contrast, its size its budget.

use std::io::Read as _;

const CSS: &str = include_str!("../../../style/main.css");

/// Foreground, background, and the least ratio between them in either theme.
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "bg", 4.5),
    ("text", "surface", 4.5),
    ("text", "raised", 4.5),
    ("text", "selected", 4.5),
    ("text", "code", 4.5),
    ("text", "accent-soft", 4.5),
    ("text", "warning-soft", 4.5),
    ("text", "danger-soft", 4.5),
    ("text", "success-soft", 4.5),
    ("text", "info-soft", 4.5),
    ("muted", "bg", 4.5),
    ("muted", "surface", 4.5),
    ("muted", "raised", 4.5),
    ("muted", "sunken", 4.5),
    ("muted", "selected", 4.5),
    ("muted", "code", 4.5),
    ("muted", "accent-soft", 4.5),
    ("accent", "bg", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "selected", 4.5),
    ("accent", "code", 4.5),
    ("accent-hover", "bg", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-hover", 4.5),
    ("success", "bg", 4.5),
    ("success", "surface", 4.5),
    ("success", "success-soft", 4.5),
    ("warning", "bg", 4.5),
    ("warning", "surface", 4.5),
    ("warning", "warning-soft", 4.5),
    ("danger", "bg", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "danger-soft", 4.5),
    ("info", "bg", 4.5),
    ("info", "code", 4.5),
    ("info", "info-soft", 4.5),
    ("on-danger", "danger", 4.5),
    ("on-danger", "warning", 4.5),
    ("add-text", "add", 4.5),
    ("del-text", "del", 4.5),
    ("control", "bg", 3.0),
    ("control", "surface", 3.0),
    ("control", "raised", 3.0),
    ("focus", "bg", 3.0),
    ("focus", "surface", 3.0),
    ("focus", "selected", 3.0),
    ("accent", "accent-soft", 3.0),
];

/// `(light, dark)` of a colour role.
fn role(name: &str) -> (&'static str, &'static str) {
    let start = CSS
        .find(&format!("--{name}: light-dark("))
        .unwrap_or_else(|| panic!("no --{name}"));
    let (_, values) = CSS[start..].split_once('(').unwrap();
    let (values, _) = values.split_once(')').unwrap();
    values.split_once(", ").unwrap()
}

/// WCAG 2.2, relative luminance.
fn luminance(hex: &str) -> f64 {
    let channel = |range| {
        let value = f64::from(u8::from_str_radix(&hex[range], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1..3) + 0.7152 * channel(3..5) + 0.0722 * channel(5..7)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_computed_as_wcag_does() {
    assert!((contrast("#FFFFFF", "#000000") - 21.0).abs() < 0.001);
    assert!((contrast("#15212B", "#FFFFFF") - 16.35).abs() < 0.01);
    assert!((contrast("#A3B1BC", "#173B42") - 5.50).abs() < 0.01);
}

#[test]
fn every_pair_of_colours_keeps_its_contrast() {
    for (foreground, background, least) in PAIRS {
        let (front, back) = (role(foreground), role(background));
        for (theme, ratio) in [
            ("light", contrast(front.0, back.0)),
            ("dark", contrast(front.1, back.1)),
        ] {
            assert!(
                ratio >= *least,
                "{foreground} on {background}, {theme}: {ratio:.2} is less than {least}"
            );
        }
    }
}

#[test]
fn colours_are_named_once() {
    let (_, rules) = CSS.split_once("/* ---------- Ground").unwrap();
    let stray = rules.lines().find(|line| {
        line.split('#').skip(1).any(|rest| {
            rest.len() >= 3 && rest.bytes().take(3).all(|byte| byte.is_ascii_hexdigit())
        })
    });
    assert_eq!(stray, None);
}

/// One that is not, makes its whole page scroll sideways on a phone.
#[test]
fn a_word_longer_than_its_line_is_broken_everywhere() {
    let (_, body) = CSS.split_once("\nbody {").unwrap();
    let (body, _) = body.split_once('}').unwrap();
    assert!(body.contains("overflow-wrap: break-word"), "{body}");
}

#[test]
fn only_logical_properties_place_things() {
    const PHYSICAL: [&str; 6] = [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align: left",
        "text-align: right",
    ];
    let stray = PHYSICAL.into_iter().find(|property| CSS.contains(property));
    assert_eq!(stray, None);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for word in ["url(", "@import", "@font-face"] {
        assert!(!CSS.contains(word), "{word}");
    }
}

#[test]
fn the_style_sheet_keeps_its_budget() {
    let mut packed = Vec::new();
    brotli::CompressorReader::new(CSS.as_bytes(), 4096, 11, 22)
        .read_to_end(&mut packed)
        .unwrap();
    assert!(packed.len() <= 18_000, "{} bytes", packed.len());
}
