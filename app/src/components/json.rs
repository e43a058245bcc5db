//! JSON, laid out and coloured on the server.

use leptos::prelude::*;

use crate::islands::copy::CopyButton;
use crate::model::Json;
use crate::text;

/// A body: a summary line that folds it, the coloured text, and a button that copies it.
#[component]
pub(crate) fn JsonView(
    #[prop(into)] title: String,
    value: Json,
    id: &'static str,
) -> impl IntoView {
    let html = highlighted(&value);
    let lines = u64::try_from(html.lines().count()).unwrap_or(u64::MAX);
    view! {
        <details class="json" open>
            <summary>
                {title}
                " "
                <span class="muted num">{text::audit::lines(lines)}</span>
            </summary>
            <div class="json-body">
                <pre tabindex="0"><code id=id dir="ltr" inner_html=html></code></pre>
                <CopyButton
                    target=id.to_owned()
                    label=text::directory::COPY_JSON.to_owned()
                    icon_only=false
                />
            </div>
        </details>
    }
    .into_any()
}

/// A value in one line, as in a table of changes: text without its quotes.
pub(crate) fn inline(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value in as few words as name it: of a member or an e-mail its display name or value, of a
/// list the first ones and how many more there are.
pub(crate) fn brief(value: &Json) -> String {
    const NAMED: usize = 2;
    let Json::Array(items) = value else {
        return inline(naming(value).unwrap_or(value));
    };
    let mut names: Vec<String> = items.iter().take(NAMED).map(brief).collect();
    let more = count(items).saturating_sub(NAMED as u64);
    if more > 0 {
        names.push(text::audit::more(more));
    }
    names.join(", ")
}

/// How many values a list of an event has, those included that the event only counts.
pub(crate) fn count(items: &[Json]) -> u64 {
    let only_counted = items.last().and_then(only_counted);
    match only_counted {
        Some(more) => items.len() as u64 - 1 + more,
        None => items.len() as u64,
    }
}

/// What stands at the end of a list that was too long to be written out.
fn only_counted(value: &Json) -> Option<u64> {
    value.get("and_more").and_then(Json::as_u64)
}

/// A value of a list in one line: what names it, and what else is said of it.
pub(crate) fn described(value: &Json) -> String {
    let Json::Object(parts) = value else {
        return inline(value);
    };
    if let Some(more) = only_counted(value) {
        return text::audit::more(more);
    }
    let Some(name) = naming(value) else {
        return inline(value);
    };
    let rest: Vec<String> = parts
        .iter()
        .filter(|(key, part)| {
            *part != name && !matches!(key.as_str(), "value" | "display" | "$ref")
        })
        .filter_map(|(key, part)| match part {
            Json::Bool(yes) => yes.then(|| key.clone()),
            part => Some(inline(part)),
        })
        .collect();
    if rest.is_empty() {
        return inline(name);
    }
    format!("{} ({})", inline(name), rest.join(", "))
}

fn naming(value: &Json) -> Option<&Json> {
    ["display", "displayName", "value"]
        .into_iter()
        .find_map(|key| value.get(key))
}

/// Two spaces per level; every string in its own `<bdi>`, so that no text can turn its neighbours round.
pub(crate) fn highlighted(value: &Json) -> String {
    let mut html = String::new();
    write_value(&mut html, value, 0);
    html
}

fn write_value(html: &mut String, value: &Json, depth: usize) {
    match value {
        Json::Object(members) if !members.is_empty() => {
            let members = members
                .iter()
                .map(|(key, value)| (Some(key.as_str()), value));
            write_container(html, ('{', '}'), members, depth);
        }
        Json::Array(items) if !items.is_empty() => {
            write_container(
                html,
                ('[', ']'),
                items.iter().map(|item| (None, item)),
                depth,
            );
        }
        Json::String(_) => write_token(html, "bdi", "s", &value.to_string()),
        Json::Number(_) => write_token(html, "span", "n", &value.to_string()),
        Json::Bool(_) | Json::Null => write_token(html, "span", "b", &value.to_string()),
        Json::Object(_) | Json::Array(_) => html.push_str(&value.to_string()),
    }
}

fn write_container<'a>(
    html: &mut String,
    (open, close): (char, char),
    members: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Json)>,
    depth: usize,
) {
    let last = members.len().saturating_sub(1);
    html.push(open);
    for (index, (key, value)) in members.enumerate() {
        indent(html, depth + 1);
        if let Some(key) = key {
            write_token(html, "bdi", "k", &Json::from(key).to_string());
            html.push_str(": ");
        }
        write_value(html, value, depth + 1);
        if index < last {
            html.push(',');
        }
    }
    indent(html, depth);
    html.push(close);
}

fn indent(html: &mut String, depth: usize) {
    html.push('\n');
    for _ in 0..depth {
        html.push_str("  ");
    }
}

fn write_token(html: &mut String, tag: &str, class: &str, text: &str) {
    html.push('<');
    html.push_str(tag);
    html.push_str(" class=\"");
    html.push_str(class);
    html.push_str("\">");
    escape(html, text);
    html.push_str("</");
    html.push_str(tag);
    html.push('>');
}

fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The text a browser would show.
    fn plain(html: &str) -> String {
        let mut text = String::new();
        let mut inside = false;
        for character in html.chars() {
            match character {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => text.push(other),
                _ => {}
            }
        }
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn the_text_shown_is_the_json_itself() {
        let value = json!({
            "userName": "a<b>&\"c\"",
            "emails": [{"value": "x@y.z", "primary": true}, null, 1.5],
            "empty": {}, "none": [],
        });
        assert_eq!(
            plain(&highlighted(&value)),
            serde_json::to_string_pretty(&value).unwrap()
        );
    }

    #[test]
    fn no_text_becomes_markup() {
        let html = highlighted(&json!({"<script>": "<img src=x onerror=alert(1)>"}));
        assert!(
            !html.contains("<img") && !html.contains("<script"),
            "{html}"
        );
    }
}
