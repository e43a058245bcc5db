//! How good the password is that is being typed, in words and as a meter. The rule is the server's;
//! only the list of common passwords is not here.

use leptos::prelude::*;
use password::{Context, Strength, Weakness, rate};

use crate::text::strength;

/// What is shown of one password: how far the meter goes, and the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    /// Of [`MOST`].
    level: u8,
    words: String,
}

const MOST: u8 = 4;

/// Rates what is typed into the field with the id `target`. The address is that of the field
/// `email`, as it is at that moment; `names` are those that a guesser would try.
#[island]
pub fn PasswordStrength(target: String, names: Vec<String>) -> impl IntoView {
    let shown = RwSignal::new(Shown::default());
    browser::follow(target, move |text, email| {
        shown.set(judge(text, email, &names));
    });
    view! {
        <div class="strength">
            <meter
                hidden=move || shown.with(|shown| shown.words.is_empty())
                min="0"
                max=MOST.to_string()
                low="2"
                high="3"
                optimum=MOST.to_string()
                value=move || shown.with(|shown| shown.level.to_string())
                aria-hidden="true"
            ></meter>
            <p class="hint" aria-live="polite">{move || shown.with(|shown| shown.words.clone())}</p>
        </div>
    }
}

/// Nothing is said of an empty field: the hint is there.
fn judge(text: &str, email: &str, names: &[String]) -> Shown {
    if text.is_empty() {
        return Shown::default();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let context = Context {
        email,
        names: &names,
    };
    let (level, words) = match rate(text, &context) {
        Err(Weakness::Short(missing)) => (1, strength::short(missing)),
        Err(Weakness::Long) => (1, strength::LONG.to_owned()),
        Err(Weakness::Address) => (1, strength::ADDRESS.to_owned()),
        Err(Weakness::Name) => (1, strength::NAME.to_owned()),
        Err(Weakness::Pattern) => (1, strength::PATTERN.to_owned()),
        Ok(Strength::Good) => (3, strength::GOOD.to_owned()),
        Ok(Strength::Strong) => (MOST, strength::STRONG.to_owned()),
    };
    Shown { level, words }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use web_sys::HtmlInputElement;

    fn field(id: &str) -> Option<HtmlInputElement> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }

    /// Calls back with the text and the address whenever the text changes.
    pub(super) fn follow(target: String, tell: impl Fn(&str, &str) + 'static) {
        let heard = window_event_listener_untyped("input", move |_| {
            let email = field("email").map(|email| email.value());
            if let Some(field) = field(&target) {
                tell(&field.value(), &email.unwrap_or_default());
            }
        });
        on_cleanup(move || heard.remove());
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    /// Nobody types on the server.
    pub(super) fn follow(_target: String, _tell: impl Fn(&str, &str) + 'static) {}
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[track_caller]
    fn check(text: &str, level: u8, words: &str) {
        let shown = judge(text, "ada.lovelace@acme.example", &["Acme Inc".to_owned()]);
        assert_eq!(
            (shown.level, shown.words.as_str()),
            (level, words),
            "{text}"
        );
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        check("", 0, "");
        check("seven wal", 1, "Too short: 3 more characters.");
        check("seven walru", 1, "Too short: 1 more character.");
        check(
            "ada.lovelace2026",
            1,
            "This is little more than your address.",
        );
        check(
            "rollcall2026",
            1,
            "This is little more than a name that everybody would try.",
        );
        check(
            "abcdefghijklmn",
            1,
            "This repeats itself or follows a row: too easy to guess.",
        );
        check("seven walrus", 3, "Good.");
        check("quilted lantern over 73 rivers", 4, "Strong.");
    }
}
