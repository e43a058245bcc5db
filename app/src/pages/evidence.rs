//! The evidence pack: its range, what it holds, and the key that it is signed with.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::islands::copy::CopyButton;
use crate::model::evidence::EvidencePage;
use crate::model::query::AuditQuery;
use crate::paths;
use crate::place::Place;
use crate::text::{audit, evidence};

#[component]
pub(crate) fn Evidence(page: EvidencePage) -> impl IntoView {
    let place = Place::current();
    let log = paths::audit(&place.slug, &AuditQuery::default());
    let legend = |id, label| Legend::new(id, label, &page.errors);
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            crumbs=vec![(audit::TITLE.to_owned(), log)]
            title=evidence::TITLE
            lead=view! { <p class="reading">{evidence::LEAD}</p> }.into_any()
        />
        <form method="post" action=paths::audit_evidence(&place.slug) class="form" novalidate>
            <Csrf token=place.csrf/>
            <TextField
                legend=legend("from", evidence::FROM).hint(evidence::FROM_HINT)
                value=page.from
                kind="date"
            />
            <TextField
                legend=legend("to", evidence::TO).hint(evidence::TO_HINT)
                value=page.to
                kind="date"
            />
            <p class="hint">{evidence::RECORDED}</p>
            <div class="actions">
                <button type="submit" class="button primary">{evidence::MAKE}</button>
            </div>
        </form>
        <Files/>
        <section>
            <h2>{evidence::KEY}</h2>
            <p class="reading">{evidence::KEY_TEXT}</p>
            <div class="command">
                <pre><code id="public-key" dir="ltr">{page.key}</code></pre>
                <CopyButton
                    target="public-key".to_owned()
                    label=evidence::COPY_KEY.to_owned()
                    icon_only=false
                />
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Files() -> impl IntoView {
    let columns = vec![Column::new(evidence::FILE), Column::new(evidence::CONTENT)];
    let rows = evidence::FILES
        .into_iter()
        .map(|(file, content)| {
            view! {
                <tr role="row">
                    <RowHead label=evidence::FILE href=None><code>{file}</code></RowHead>
                    <Cell label=evidence::CONTENT class="prose">{content}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{evidence::HOLDS}</h2>
            <DataTable caption=evidence::FILES_CAPTION columns>{rows}</DataTable>
        </section>
    }
    .into_any()
}
