//! Fields with given answers: a list to choose from, or cards.

use leptos::prelude::*;

use crate::components::field::Legend;

/// One choice: the value sent, the words shown, whether it is the present one.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: Option<&'static str>,
    pub(crate) selected: bool,
    /// Shown, but not for this viewer to choose.
    pub(crate) refused: bool,
}

impl Choice {
    pub(crate) fn new(value: &str, label: &str, selected: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: None,
            selected,
            refused: false,
        }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    /// The same, switched off, with the reason.
    pub(crate) fn refused(self, reason: &'static str) -> Self {
        Self {
            hint: Some(reason),
            refused: true,
            ..self
        }
    }
}

#[component]
pub(crate) fn SelectField(
    legend: Legend,
    choices: Vec<Choice>,
    /// Shown, but not for this viewer to choose.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|choice| {
            view! {
                <option value=choice.value selected=choice.selected>{choice.label}</option>
            }
        })
        .collect_view();
    view! {
        <div class=legend.class()>
            {legend.label_view()}
            {legend.words()}
            <select
                id=legend.id
                name=legend.id
                disabled=disabled
                aria-describedby=legend.described_by()
                aria-invalid=legend.invalid()
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A group of radio buttons as cards. The error summary leads to the first of them.
#[component]
pub(crate) fn RadioCards(
    legend: Legend,
    choices: Vec<Choice>,
    /// Shown, but not for this viewer to choose.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let name = legend.id;
    let cards = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 {
                name.to_owned()
            } else {
                format!("{name}-{index}")
            };
            let hint_id = choice.hint.map(|_| format!("{id}-about"));
            view! {
                <div class="radio-card">
                    <input
                        type="radio"
                        id=id.clone()
                        name=name
                        value=choice.value
                        checked=choice.selected
                        disabled=choice.refused
                        aria-describedby=hint_id.clone()
                    />
                    <label for=id>{choice.label}</label>
                    {choice.hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class=legend.class() disabled=disabled aria-describedby=legend.described_by()>
            <legend>{legend.label.clone()}</legend>
            {legend.words()}
            <div class="radio-cards">{cards}</div>
        </fieldset>
    }
    .into_any()
}

/// A box to be ticked.
#[component]
pub(crate) fn CheckField(legend: Legend, checked: bool) -> impl IntoView {
    view! {
        <div class=legend.class()>
            <div class="check">
                <input
                    type="checkbox"
                    id=legend.id
                    name=legend.id
                    value="1"
                    checked=checked
                    aria-describedby=legend.described_by()
                    aria-invalid=legend.invalid()
                />
                {legend.label_view()}
            </div>
            {legend.words()}
        </div>
    }
    .into_any()
}
