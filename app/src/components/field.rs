//! Form fields. Each says what it wants, shows what was wrong with it, and keeps its input.

use leptos::prelude::*;

use crate::islands::reveal::RevealPassword;
use crate::islands::strength::PasswordStrength;
use crate::model::FieldError;
use crate::model::form::error_for;
use crate::text;

/// "There is a problem", with a link to each field. Takes the focus when the page opens.
#[component]
pub(crate) fn ErrorSummary(errors: Vec<FieldError>) -> impl IntoView {
    if errors.is_empty() {
        return ().into_any();
    }
    let links = errors
        .into_iter()
        .map(|error| {
            view! { <li><a href=format!("#{}", error.field)>{error.message}</a></li> }
        })
        .collect_view();
    view! {
        <div class="error-summary" tabindex="-1" autofocus>
            <div role="alert">
                <h2>{text::forms::PROBLEM}</h2>
                <ul>{links}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// What a field says about itself: label, hint, error; and the ids that tie them to the control.
#[derive(Clone, Debug)]
pub(crate) struct Legend {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<&'static str>,
    pub(crate) optional: bool,
    pub(crate) error: Option<String>,
}

impl Legend {
    pub(crate) fn new(id: &'static str, label: impl Into<String>, errors: &[FieldError]) -> Self {
        let error = error_for(errors, id).map(str::to_owned);
        Self {
            id,
            label: label.into(),
            hint: None,
            optional: false,
            error,
        }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    pub(crate) fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }

    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    pub(crate) fn class(&self) -> &'static str {
        if self.error.is_some() {
            "field invalid"
        } else {
            "field"
        }
    }

    /// Hint and message, which stand between label and control.
    pub(crate) fn words(&self) -> AnyView {
        let id = self.id;
        let hint = self.hint;
        let error = self.error.clone();
        view! {
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            {error.map(|error| view! {
                <p class="field-error" id=format!("{id}-error")>
                    <span class="visually-hidden">{text::forms::ERROR_PREFIX}</span>
                    {error}
                </p>
            })}
        }
        .into_any()
    }

    pub(crate) fn label_view(&self) -> AnyView {
        let optional = self.optional;
        view! {
            <label for=self.id>
                <bdi>{self.label.clone()}</bdi>
                {optional.then(|| view! {
                    " "
                    <span class="muted">{format!("({})", text::forms::OPTIONAL)}</span>
                })}
            </label>
        }
        .into_any()
    }
}

#[component]
pub(crate) fn TextField(
    legend: Legend,
    #[prop(into)] value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// An example; never the only place where something is said.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Machine text: no spelling, no capitals, monospace.
    #[prop(optional)]
    code: bool,
    #[prop(optional)] autofocus: bool,
    /// Shown, but not for this viewer to change.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <input
                id=legend.id
                name=legend.id
                type=kind
                value=value
                class=code.then_some("mono")
                autocomplete=autocomplete
                placeholder=placeholder
                autofocus=autofocus
                disabled=disabled
                autocapitalize=code.then_some("none")
                spellcheck=code.then_some("false")
                aria-describedby=legend.described_by()
                aria-invalid=legend.invalid()
            />
        </div>
    }
    .into_any()
}

/// A password. Never filled in again; pasting is welcome.
#[component]
pub(crate) fn PasswordField(
    legend: Legend,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// With a button that shows it. The sign-in page does without, to stay free of script.
    #[prop(optional)]
    reveal: bool,
    /// Names that a guesser of a new password would try; it is then rated while it is typed.
    #[prop(optional)]
    rated_by: Option<Vec<String>>,
    /// Shown, but not for this viewer to fill in.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let target = legend.id.to_owned();
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <div class="with-button">
                <input
                    id=legend.id
                    name=legend.id
                    type="password"
                    autocomplete=autocomplete
                    disabled=disabled
                    aria-describedby=legend.described_by()
                    aria-invalid=legend.invalid()
                />
                {reveal.then(|| view! { <RevealPassword target=legend.id.to_owned()/> })}
            </div>
            {rated_by.map(|names| view! { <PasswordStrength target names/> })}
        </div>
    }
    .into_any()
}

/// The six digits of an authenticator app, which phones offer by themselves.
#[component]
pub(crate) fn CodeField(legend: Legend, #[prop(optional)] autofocus: bool) -> impl IntoView {
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <input
                id=legend.id
                name=legend.id
                type="text"
                class="mono"
                inputmode="numeric"
                autocomplete="one-time-code"
                autofocus=autofocus
                aria-describedby=legend.described_by()
                aria-invalid=legend.invalid()
            />
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn TextAreaField(
    legend: Legend,
    #[prop(into)] value: String,
    #[prop(default = "3")] rows: &'static str,
    /// Shown, but not for this viewer to change.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <textarea
                id=legend.id
                name=legend.id
                rows=rows
                class="mono"
                disabled=disabled
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=legend.described_by()
                aria-invalid=legend.invalid()
                inner_html=inside(&value)
            ></textarea>
        </div>
    }
    .into_any()
}

/// A text as it stands between the tags of a `<textarea>`. Leptos writes the children of one as they
/// are, so that `</textarea>` in a value would end it; the line break that is first is read as none.
fn inside(value: &str) -> String {
    let value = value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("\n{value}")
}

/// The hidden field every form carries.
#[component]
pub(crate) fn Csrf(#[prop(into)] token: String) -> impl IntoView {
    view! { <input type="hidden" name="csrf" value=token/> }.into_any()
}

/// An action that this viewer may not take: shown, switched off, with the reason in words.
#[component]
pub(crate) fn RefusedAction(
    #[prop(into)] label: String,
    reason: &'static str,
    id: &'static str,
) -> impl IntoView {
    view! {
        <div class="refused">
            <button type="button" class="button" disabled aria-describedby=id>{label}</button>
            <p class="hint" id=id>{reason}</p>
        </div>
    }
    .into_any()
}
