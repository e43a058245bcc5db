//! The form of a page that asks first.

use leptos::prelude::*;

use crate::components::field::Csrf;
use crate::place::Place;
use crate::text::forms;

/// What is asked, the button that does it, and the way back.
#[component]
pub(crate) fn AskedForm(
    action: String,
    /// Where whoever thinks better of it goes.
    back: String,
    button: String,
    /// Something ends by it.
    #[prop(optional)]
    ends: bool,
    /// A hidden field: what the page was made of.
    #[prop(optional)]
    carried: Option<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let (does, returns) = if ends {
        ("button danger", "button apart")
    } else {
        ("button primary", "button")
    };
    view! {
        <form method="post" action=action class="form" novalidate>
            <Csrf token=Place::current().csrf/>
            {carried.map(|(name, value)| view! { <input type="hidden" name=name value=value/> })}
            {children()}
            <div class="actions">
                <button type="submit" class=does>{button}</button>
                <a class=returns href=back>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}
