//! What was refused here, and what is seen over there.

use leptos::prelude::*;

use crate::components::event::status;
use crate::components::explanation::sentence;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Stamp;
use crate::model::connect::Trouble;
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::text::guides::Guide;
use crate::text::{self, connect};

#[component]
pub(super) fn Troubleshoot(
    guide: &'static Guide,
    troubles: Vec<Trouble>,
    linked: bool,
) -> impl IntoView {
    let here = if troubles.is_empty() {
        view! { <p class="muted">{connect::NO_TROUBLE}</p> }.into_any()
    } else {
        view! { <TroubleTable troubles linked/> }.into_any()
    };
    let there = guide
        .causes
        .iter()
        .map(|(seen, why)| view! { <div><dt>{*seen}</dt><dd>{*why}</dd></div> })
        .collect::<Vec<_>>();
    view! {
        <section id="troubleshoot">
            <h2>{connect::TROUBLE}</h2>
            <h3>{connect::TROUBLE_HERE}</h3>
            {here}
            {(!there.is_empty()).then(|| view! {
                <h3>{connect::TROUBLE_THERE}</h3>
                <dl class="causes reading">{there}</dl>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn TroubleTable(troubles: Vec<Trouble>, linked: bool) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(connect::LAST),
        Column::number(connect::TIMES),
        Column::number(connect::ANSWER),
        Column::new(connect::REASON),
    ];
    let rows = troubles
        .into_iter()
        .map(|trouble| {
            let cause = sentence(&trouble.explanation);
            let place = trouble.explanation.cause.place();
            let change = text::explanation::change(place, trouble.explanation.provider);
            let event = paths::audit_event(&slug, &trouble.event_id, &AuditQuery::default());
            view! {
                <tr role="row">
                    <RowHead label=connect::LAST href=linked.then_some(event) class="when">
                        <Stamp at=trouble.last/>
                    </RowHead>
                    <Cell label=connect::TIMES class="num">{text::number(trouble.count)}</Cell>
                    <Cell label=connect::ANSWER class="num">{status(trouble.status)}</Cell>
                    <Cell label=connect::REASON class="reason">
                        {trouble.scim_type.map(|word| view! { <code>{word}</code> " " })}
                        <bdi>{trouble.detail}</bdi>
                        <p>{cause}</p>
                        <p class="muted">{change}</p>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! { <DataTable caption=connect::TROUBLE_HERE columns class="troubles">{rows}</DataTable> }
        .into_any()
}
