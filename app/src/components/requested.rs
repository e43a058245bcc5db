//! Requested and applied, side by side.

use leptos::prelude::*;

use crate::components::diff::ChangeLine;
use crate::components::timeline::Tolerances;
use crate::model::requested::Requested;
use crate::text::audit;

/// What each operation of a PATCH asked for, and what became of it.
#[component]
pub(crate) fn RequestedApplied(asked: Vec<Requested>, tolerances: Vec<String>) -> impl IntoView {
    let rows = asked
        .into_iter()
        .map(|line| view! { <RequestedRow line/> })
        .collect_view();
    view! {
        <section>
            <h2>{audit::REQUESTED}</h2>
            {(!rows.is_empty()).then(|| view! {
            <div class="table-frame">
                <table role="table" class="requested">
                    <caption class="visually-hidden">{audit::REQUESTED}</caption>
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">{audit::ASKED}</th>
                            <th role="columnheader" scope="col">{audit::APPLIED}</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
            })}
            {(!tolerances.is_empty()).then(|| view! { <Tolerances notes=tolerances/> })}
        </section>
    }
    .into_any()
}

#[component]
fn RequestedRow(line: Requested) -> impl IntoView {
    let applied = if line.applied.is_empty() {
        view! { <span class="muted">{audit::NOT_APPLIED}</span> }.into_any()
    } else {
        let changes = line
            .applied
            .into_iter()
            .map(|change| view! { <ChangeLine change/> })
            .collect_view();
        view! { <span class="changes">{changes}</span> }.into_any()
    };
    // Text keeps its quotes here: whether "False" or false was sent is the point.
    let value = line.value.map(|value| value.to_string());
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=audit::ASKED>
                <div class="cell asked">
                    <code>{line.op}</code>
                    " "
                    {(!line.path.is_empty()).then(|| view! { <code><bdi>{line.path}</bdi></code> " " })}
                    {value.map(|value| view! { <bdi class="mono">{value}</bdi> })}
                </div>
            </th>
            <td role="cell" data-label=audit::APPLIED><div class="cell">{applied}</div></td>
        </tr>
    }
    .into_any()
}
