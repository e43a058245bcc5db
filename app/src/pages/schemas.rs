//! The list of schemas, and the form that registers one.

use leptos::prelude::*;

use crate::components::choice::{Choice, RadioCards};
use crate::components::field::{Csrf, ErrorSummary, Legend, RefusedAction, TextAreaField};
use crate::components::header::PageHeader;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Ago;
use crate::model::schema::{Origin, ResourceType, SchemaRow, SchemasPage};
use crate::paths;
use crate::place::Place;
use crate::text::{self, schemas, settings};

#[component]
pub(crate) fn Schemas(page: SchemasPage) -> impl IntoView {
    let place = Place::current();
    let rows = page.rows.clone();
    let form = if place.role.manages_tenant() {
        view! { <RegisterForm page=page.clone()/> }.into_any()
    } else {
        view! {
            <RefusedAction
                label=schemas::REGISTER
                reason=schemas::REGISTER_REFUSED
                id="register-refused"
            />
        }
        .into_any()
    };
    view! {
        <ErrorSummary errors=page.errors/>
        <PageHeader
            title=schemas::TITLE
            crumbs=vec![(settings::TITLE.to_owned(), paths::settings(&place.slug))]
            lead=schemas::LEAD.into_any()
        />
        <SchemaTable rows/>
        <section>
            <h2>{schemas::REGISTER}</h2>
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn SchemaTable(rows: Vec<SchemaRow>) -> impl IntoView {
    let slug = Place::current().slug;
    let columns = vec![
        Column::new(schemas::NAME),
        Column::new(schemas::URN),
        Column::new(schemas::RESOURCE),
        Column::new(schemas::REQUIRED),
        Column::number(schemas::ATTRIBUTES),
        Column::new(schemas::IN_USE_BY),
        Column::new(schemas::CHANGED),
    ];
    let rows = rows
        .into_iter()
        .map(|row| schema_row(row, &slug))
        .collect_view();
    view! { <DataTable caption=schemas::LIST_CAPTION columns>{rows}</DataTable> }.into_any()
}

fn schema_row(row: SchemaRow, slug: &str) -> AnyView {
    let href = paths::schema(slug, &row.urn);
    let required = if row.required { text::YES } else { text::NO };
    let (use_, changed) = match row.origin {
        Origin::BuiltIn => (
            view! { <span class="muted">{schemas::BUILT_IN}</span> }.into_any(),
            ().into_any(),
        ),
        Origin::Registered { in_use_by, changed } => (
            schemas::holders(row.resource_type, in_use_by).into_any(),
            view! { <Ago at=changed/> }.into_any(),
        ),
    };
    view! {
        <tr role="row">
            <RowHead label=schemas::NAME href=Some(href)><bdi>{row.name}</bdi></RowHead>
            <Cell label=schemas::URN><code><bdi>{row.urn}</bdi></code></Cell>
            <Cell label=schemas::RESOURCE>{schemas::resource_type(row.resource_type)}</Cell>
            <Cell label=schemas::REQUIRED>{required}</Cell>
            <Cell label=schemas::ATTRIBUTES class="num">{text::number(row.attributes)}</Cell>
            <Cell label=schemas::IN_USE_BY>{use_}</Cell>
            <Cell label=schemas::CHANGED>{changed}</Cell>
        </tr>
    }
    .into_any()
}

#[component]
fn RegisterForm(page: SchemasPage) -> impl IntoView {
    let place = Place::current();
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    let kinds = ResourceType::ALL
        .map(|kind| {
            let chosen = kind == page.resource_type;
            Choice::new(kind.word(), schemas::resource_type(kind), chosen)
        })
        .to_vec();
    let required = vec![
        Choice::new("no", schemas::REQUIRED_NO, !page.required),
        Choice::new("yes", schemas::REQUIRED_YES, page.required),
    ];
    view! {
        <p class="reading">{schemas::REGISTER_LEAD}</p>
        <form method="post" action=paths::schemas(&place.slug) class="form wide" novalidate>
            <Csrf token=place.csrf/>
            <RadioCards legend=legend("resource_type", schemas::RESOURCE_LEGEND) choices=kinds/>
            <RadioCards
                legend=legend("required", schemas::REQUIRED_LEGEND).hint(schemas::REQUIRED_HINT)
                choices=required
            />
            <TextAreaField
                legend=legend("document", schemas::DOCUMENT).hint(schemas::DOCUMENT_HINT)
                value=page.document
                rows="14"
            />
            <div class="actions">
                <button type="submit" class="button primary">{schemas::REGISTER}</button>
            </div>
        </form>
    }
    .into_any()
}
