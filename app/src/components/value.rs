//! Values to read and to copy: ids, addresses, commands.

use leptos::prelude::*;

use crate::islands::copy::CopyButton;
use crate::shell::Circumstances;
use crate::text;

/// How many characters of an id are shown on either side of the gap.
const ID_ENDS: (usize, usize) = (8, 4);

/// `2819c223…4646`, whole in the tooltip and on paper.
#[component]
pub(crate) fn Id(#[prop(into)] value: String) -> impl IntoView {
    match shortened(&value) {
        None => view! { <code class="id"><bdi>{value}</bdi></code> }.into_any(),
        Some(short) => {
            let title = value.clone();
            view! {
                <code class="id" title=title>
                    <bdi class="print-hidden">{short}</bdi>
                    <span class="print-only">{value}</span>
                </code>
            }
            .into_any()
        }
    }
}

fn shortened(value: &str) -> Option<String> {
    let (head, tail) = ID_ENDS;
    let count = value.chars().count();
    if count <= head + tail + 3 {
        return None;
    }
    let start: String = value.chars().take(head).collect();
    let end: String = value.chars().skip(count - tail).collect();
    Some(format!("{start}…{end}"))
}

/// An id with its copy button.
#[component]
pub(crate) fn CopyableId(
    #[prop(into)] value: String,
    /// Of the hidden element the button copies from; unique on the page.
    #[prop(into)]
    id: String,
    label: &'static str,
) -> impl IntoView {
    view! {
        <span class="copyable">
            <Id value=value.clone()/>
            <span hidden id=id.clone()>{value}</span>
            <CopyButton target=id label=label.to_owned() icon_only=true/>
        </span>
    }
    .into_any()
}

/// Copies the address of this page, without the view it was reached through.
#[component]
pub(crate) fn CopyLink() -> impl IntoView {
    let url = use_context::<Circumstances>().unwrap_or_default().url;
    let link = url.split('?').next().unwrap_or_default().to_owned();
    view! {
        <span hidden id="page-link">{link}</span>
        <CopyButton target="page-link".to_owned() label=text::COPY_LINK.to_owned() icon_only=false/>
    }
    .into_any()
}

/// A read-only field with its label and copy button. Its text is in the field and nowhere else.
#[component]
pub(crate) fn ValueRow(
    label: &'static str,
    #[prop(into)] value: String,
    id: &'static str,
    copy: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="field value-row">
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
            <div class="with-button">
                <input
                    id=id
                    class="mono"
                    type="text"
                    readonly
                    autocomplete="off"
                    spellcheck="false"
                    dir="ltr"
                    aria-describedby=hint_id
                    value=value
                />
                <CopyButton target=id.to_owned() label=copy.to_owned() icon_only=false/>
            </div>
        </div>
    }
    .into_any()
}

/// A command to paste into a terminal.
#[component]
pub(crate) fn Command(#[prop(into)] text: String, id: &'static str) -> impl IntoView {
    view! {
        <div class="command">
            <pre><code id=id dir="ltr">{text}</code></pre>
            <CopyButton target=id.to_owned() label=text::tokens::COPY_COMMAND.to_owned() icon_only=false/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_keeps_both_ends() {
        assert_eq!(
            shortened("2819c223-7f76-453a-919d-413861904646").as_deref(),
            Some("2819c223…4646")
        );
    }

    #[test]
    fn a_short_id_is_left_alone() {
        assert_eq!(shortened("00u1ldT5d7"), None);
        assert_eq!(
            shortened("пример-идентификатор-длинный").as_deref(),
            Some("пример-и…нный")
        );
    }
}
