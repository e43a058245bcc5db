//! Two tokens of one name: who uses which, and whether the old one is still needed.

use leptos::prelude::*;

use crate::components::chart::ActivityChart;
use crate::components::notice::{Banner, Tone};
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::{Ago, Moment};
use crate::model::token::{Expiry, Rotation, Side, TokenCaller, Verdict};
use crate::paths;
use crate::place::Place;
use crate::text::{self, tokens};

#[component]
pub(crate) fn RotationSection(
    rotation: Rotation,
    /// The token whose page this is on.
    here: String,
) -> impl IntoView {
    let place = Place::current();
    let safe = matches!(rotation.verdict, Verdict::Safe { .. });
    let tone = if safe { Tone::Success } else { Tone::Info };
    let class = if safe { "button primary" } else { "button" };
    let revoke = paths::token_revoke(&place.slug, &rotation.old.id);
    view! {
        <section>
            <div class="section-head">
                <h2>{tokens::ROTATION}</h2>
                <a href=paths::token(&place.slug, &here)>{tokens::CHECK_NOW}</a>
            </div>
            <Banner tone><p>{tokens::verdict(rotation.verdict)}</p></Banner>
            <div class="pair">
                <SideView
                    side=rotation.old
                    title=tokens::ROTATION_OLD
                    id="old-token"
                    here=here.clone()
                />
                <SideView side=rotation.new title=tokens::ROTATION_NEW id="new-token" here/>
            </div>
            <h3>{tokens::ROTATION_CALLERS}</h3>
            <Callers callers=rotation.callers/>
            {place.role.manages_tokens().then(|| view! {
                <div class="actions"><a class=class href=revoke>{tokens::REVOKE_OLD}</a></div>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn SideView(side: Side, title: &'static str, id: &'static str, here: String) -> impl IntoView {
    let slug = Place::current().slug;
    let display = side.display.clone();
    let name = if side.id == here {
        view! { <code dir="ltr">{display}</code> }.into_any()
    } else {
        let href = paths::token(&slug, &side.id);
        view! { <a href=href><code dir="ltr">{display}</code></a> }.into_any()
    };
    let ends = match side.ends {
        Expiry::Never => text::NEVER.into_any(),
        Expiry::At { at, .. } => view! { <Moment at/> }.into_any(),
    };
    view! {
        <div class="panel">
            <h3 id=id>{title}</h3>
            <dl class="facts">
                <div><dt>{tokens::TOKEN}</dt><dd>{name}</dd></div>
                <div><dt>{tokens::EXPIRES}</dt><dd>{ends}</dd></div>
                <div>
                    <dt>{tokens::LAST_USED}</dt>
                    <dd>{match side.last_used {
                        None => view! { <span class="muted">{tokens::NEVER_USED}</span> }.into_any(),
                        Some(at) => view! { <Ago at/> }.into_any(),
                    }}</dd>
                </div>
            </dl>
            <ActivityChart activity=side.activity labelled_by=id/>
        </div>
    }
    .into_any()
}

#[component]
fn Callers(callers: Vec<TokenCaller>) -> impl IntoView {
    if callers.is_empty() {
        return view! { <p class="muted">{tokens::NO_CALLERS}</p> }.into_any();
    }
    let columns = vec![
        Column::new(tokens::ADDRESS),
        Column::new(tokens::CLIENT),
        Column::number(tokens::REQUESTS),
        Column::new(tokens::LAST_REQUEST),
    ];
    let rows = callers
        .into_iter()
        .map(|caller| {
            view! {
                <tr role="row">
                    <RowHead label=tokens::ADDRESS href=None><code dir="ltr">{caller.ip}</code></RowHead>
                    <Cell label=tokens::CLIENT><bdi>{caller.user_agent}</bdi></Cell>
                    <Cell label=tokens::REQUESTS class="num">{text::number(caller.requests)}</Cell>
                    <Cell label=tokens::LAST_REQUEST><Ago at=caller.last/></Cell>
                </tr>
            }
        })
        .collect_view();
    view! { <DataTable caption=tokens::ROTATION_CALLERS columns>{rows}</DataTable> }.into_any()
}
