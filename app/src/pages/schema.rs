//! One schema with its attributes, and the form that removes a registered one.

use leptos::prelude::*;

use crate::components::asked::AskedForm;
use crate::components::field::{ErrorSummary, Legend, RefusedAction, TextField};
use crate::components::header::{Crumb, PageHeader};
use crate::components::json::JsonView;
use crate::components::notice::{Banner, Tone};
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::Ago;
use crate::model::schema::{AttributeRow, Origin, SchemaPage, SchemaRemovePage, SchemaRow};
use crate::paths;
use crate::place::Place;
use crate::text::{self, schemas, settings};

#[component]
pub(crate) fn Schema(page: SchemaPage) -> impl IntoView {
    let place = Place::current();
    let columns = vec![
        Column::new(schemas::ATTRIBUTE),
        Column::new(schemas::TYPE),
        Column::new(schemas::MULTI_VALUED),
        Column::new(schemas::IS_REQUIRED),
        Column::new(schemas::CASE_EXACT),
        Column::new(schemas::MUTABILITY),
        Column::new(schemas::RETURNED),
        Column::new(schemas::UNIQUENESS),
    ];
    let rows = page
        .attributes
        .into_iter()
        .map(attribute_row)
        .collect_view();
    let actions = remove_action(&page.schema, &place);
    let about = (!page.description.is_empty()).then(|| {
        view! { <p class="lead"><bdi>{page.description}</bdi></p> }
    });
    view! {
        <PageHeader
            crumbs=crumbs(&place.slug)
            title=page.schema.name.clone()
            actions
        />
        {about}
        <Facts schema=page.schema/>
        <section>
            <h2>{schemas::ATTRIBUTES}</h2>
            <DataTable caption=schemas::ATTRIBUTES_CAPTION columns>{rows}</DataTable>
        </section>
        <section>
            <h2>{schemas::DOCUMENT_TITLE}</h2>
            <JsonView title="JSON" value=page.document id="schema-json"/>
        </section>
    }
    .into_any()
}

fn crumbs(slug: &str) -> Vec<Crumb> {
    vec![
        (settings::TITLE.to_owned(), paths::settings(slug)),
        (schemas::TITLE.to_owned(), paths::schemas(slug)),
    ]
}

fn remove_action(schema: &SchemaRow, place: &Place) -> AnyView {
    if schema.origin == Origin::BuiltIn {
        return ().into_any();
    }
    if place.role.manages_tenant() {
        let href = paths::schema_remove(&place.slug, &schema.urn);
        return view! { <a class="button danger-outline" href=href>{schemas::REMOVE}</a> }
            .into_any();
    }
    view! {
        <RefusedAction label=schemas::REMOVE reason=schemas::REMOVE_REFUSED id="remove-refused"/>
    }
    .into_any()
}

#[component]
fn Facts(schema: SchemaRow) -> impl IntoView {
    let required = if schema.required { text::YES } else { text::NO };
    let origin = match schema.origin {
        Origin::BuiltIn => view! {
            <div><dt>{schemas::IN_USE_BY}</dt><dd>{schemas::BUILT_IN}</dd></div>
        }
        .into_any(),
        Origin::Registered { in_use_by, changed } => view! {
            <div>
                <dt>{schemas::IN_USE_BY}</dt>
                <dd class="num">{schemas::holders(schema.resource_type, in_use_by)}</dd>
            </div>
            <div><dt>{schemas::CHANGED}</dt><dd><Ago at=changed/></dd></div>
        }
        .into_any(),
    };
    view! {
        <dl class="facts inline">
            <div><dt>{schemas::URN}</dt><dd><code><bdi>{schema.urn}</bdi></code></dd></div>
            <div>
                <dt>{schemas::RESOURCE}</dt>
                <dd>{schemas::resource_type(schema.resource_type)}</dd>
            </div>
            <div><dt>{schemas::REQUIRED}</dt><dd>{required}</dd></div>
            {origin}
        </dl>
    }
    .into_any()
}

fn attribute_row(row: AttributeRow) -> AnyView {
    let flag = |flag: bool| if flag { text::YES } else { text::NO };
    let about = (!row.description.is_empty()).then(|| {
        view! { <span class="below"><bdi>{row.description}</bdi></span> }
    });
    view! {
        <tr role="row">
            <RowHead label=schemas::ATTRIBUTE href=None><code>{row.name}</code>" "{about}</RowHead>
            <Cell label=schemas::TYPE>{row.kind}</Cell>
            <Cell label=schemas::MULTI_VALUED>{flag(row.multi_valued)}</Cell>
            <Cell label=schemas::IS_REQUIRED>{flag(row.required)}</Cell>
            <Cell label=schemas::CASE_EXACT>{flag(row.case_exact)}</Cell>
            <Cell label=schemas::MUTABILITY>{row.mutability}</Cell>
            <Cell label=schemas::RETURNED>{row.returned}</Cell>
            <Cell label=schemas::UNIQUENESS>{row.uniqueness}</Cell>
        </tr>
    }
    .into_any()
}

#[component]
pub(crate) fn SchemaRemove(page: SchemaRemovePage) -> impl IntoView {
    let place = Place::current();
    let used = page.in_use_by > 0;
    let (tone, impact) = if used {
        let impact = schemas::remove_impact(page.resource_type, page.in_use_by);
        (Tone::Danger, impact)
    } else {
        (Tone::Info, schemas::REMOVE_UNUSED.to_owned())
    };
    let errors = page.errors;
    let back = paths::schema(&place.slug, &page.urn);
    let mut crumbs = crumbs(&place.slug);
    crumbs.push((page.urn.clone(), back.clone()));
    let legend = Legend::new("confirm", schemas::confirm(page.in_use_by), &errors);
    view! {
        <ErrorSummary errors/>
        <PageHeader
            crumbs
            title=schemas::remove_title(&page.urn)
        />
        <Banner tone><p>{impact}</p></Banner>
        <p class="reading">{schemas::REMOVE_EFFECT}</p>
        <AskedForm
            action=paths::schema_remove(&place.slug, &page.urn)
            back
            button=schemas::REMOVE.to_owned()
            ends=true
        >
            {used.then(|| view! {
                <TextField legend value=page.typed autocomplete="off" code=true/>
            })}
        </AskedForm>
    }
    .into_any()
}
