//! The tenants of the server, for who runs it.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::status::TenantStatus;
use crate::components::table::{Cell, Column, DataTable, RowHead};
use crate::components::time::{Ago, Moment};
use crate::model::FieldError;
use crate::model::operator::{OperatorPage, OperatorTenantPage, TenantCreatedPage, TenantRow};
use crate::pages::member_invite::HandedOver;
use crate::paths;
use crate::place::Place;
use crate::text::{self, operator};

#[component]
pub(crate) fn Operator(page: OperatorPage) -> impl IntoView {
    let create = || view! { <a class="button primary" href=paths::OPERATOR_TENANT_NEW>{operator::CREATE}</a> };
    if page.tenants.is_empty() {
        return view! {
            <PageHeader title=operator::TITLE lead=operator::LEAD.into_any()/>
            <EmptyState
                title=operator::NONE_TITLE
                text=operator::NONE_TEXT.into_any()
                action=create().into_any()
            />
        }
        .into_any();
    }
    let count = operator::count(u64::try_from(page.tenants.len()).unwrap_or(u64::MAX));
    let columns = vec![
        Column::new(operator::NAME),
        Column::new(operator::STATE),
        Column::number(operator::USERS),
        Column::number(operator::GROUPS),
        Column::number(operator::TOKENS),
        Column::number(operator::MEMBERS),
        Column::new(operator::CREATED),
    ];
    let rows = page.tenants.into_iter().map(row).collect_view();
    view! {
        <PageHeader
            title=operator::TITLE
            aside=view! { <span class="muted num">{count}</span> }.into_any()
            lead=operator::LEAD.into_any()
            actions=create().into_any()
        />
        <DataTable caption=operator::CAPTION columns>{rows}</DataTable>
    }
    .into_any()
}

fn row(tenant: TenantRow) -> AnyView {
    let href = paths::operator_tenant(&tenant.slug);
    let suspended = tenant.suspended.is_some();
    view! {
        <tr role="row">
            <RowHead label=operator::NAME href=Some(href)>
                <bdi>{tenant.name}</bdi>
                <code class="below">{tenant.slug}</code>
            </RowHead>
            <Cell label=operator::STATE><TenantStatus suspended/></Cell>
            <Cell label=operator::USERS class="num">{text::number(tenant.users)}</Cell>
            <Cell label=operator::GROUPS class="num">{text::number(tenant.groups)}</Cell>
            <Cell label=operator::TOKENS class="num">{text::number(tenant.tokens)}</Cell>
            <Cell label=operator::MEMBERS class="num">{text::number(tenant.members)}</Cell>
            <Cell label=operator::CREATED><Ago at=tenant.created/></Cell>
        </tr>
    }
    .into_any()
}

#[component]
pub(crate) fn TenantCreated(page: TenantCreatedPage) -> impl IntoView {
    let email = page.email.clone();
    let facts = view! {
        <dl class="facts inline">
            <div><dt>{operator::OWNER_EMAIL}</dt><dd><bdi>{email}</bdi></dd></div>
        </dl>
    }
    .into_any();
    view! {
        <PageHeader crumbs=crumbs() title=operator::created_title(&page.name)/>
        <HandedOver link=page.link email=page.email id="invitation" facts/>
        <div class="actions">
            <a class="button primary" href=paths::operator_tenant(&page.slug)>{operator::TO_TENANT}</a>
        </div>
    }
    .into_any()
}

#[component]
pub(crate) fn OperatorTenant(page: OperatorTenantPage) -> impl IntoView {
    let errors = page.errors;
    let tenant = page.tenant;
    let slug = tenant.slug.clone();
    let suspended = tenant.suspended.is_some();
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader
            crumbs=crumbs()
            title=tenant.name.clone()
            aside=view! { <code class="muted">{slug.clone()}</code> }.into_any()
        />
        <section class="panel">
            <dl class="facts">
                <div><dt>{operator::STATE}</dt><dd><TenantStatus suspended/></dd></div>
                {tenant.suspended.map(|at| view! {
                    <div><dt>{operator::SINCE}</dt><dd><Moment at/></dd></div>
                })}
                <div><dt>{operator::USERS}</dt><dd class="num">{text::number(tenant.users)}</dd></div>
                <div><dt>{operator::GROUPS}</dt><dd class="num">{text::number(tenant.groups)}</dd></div>
                <div><dt>{operator::TOKENS}</dt><dd class="num">{text::number(tenant.tokens)}</dd></div>
                <div><dt>{operator::MEMBERS}</dt><dd class="num">{text::number(tenant.members)}</dd></div>
                <div><dt>{operator::CREATED}</dt><dd><Moment at=tenant.created/></dd></div>
                <div><dt>{operator::BASE_URL}</dt><dd><code dir="ltr">{page.base_url}</code></dd></div>
            </dl>
        </section>
        <Suspension slug=slug.clone() suspended reason=page.reason errors=errors.clone()/>
        <Deletion slug typed=page.typed errors/>
    }
    .into_any()
}

#[component]
fn Suspension(
    slug: String,
    suspended: bool,
    reason: String,
    errors: Vec<FieldError>,
) -> impl IntoView {
    let (title, effect, action) = if suspended {
        let action = paths::operator_tenant_resume(&slug);
        (operator::RESUME, operator::RESUME_EFFECT, action)
    } else {
        let action = paths::operator_tenant_suspend(&slug);
        (operator::SUSPEND, operator::SUSPEND_EFFECT, action)
    };
    let legend = Legend::new("reason", operator::REASON, &errors);
    view! {
        <section>
            <h2>{title}</h2>
            <p class="reading">{effect}</p>
            <form method="post" action=action class="form" novalidate>
                <Csrf token=Place::current().csrf/>
                <TextField
                    legend=legend.hint(operator::REASON_HINT).optional()
                    value=reason
                    autocomplete="off"
                />
                <div class="actions"><button type="submit" class="button">{title}</button></div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Deletion(slug: String, typed: String, errors: Vec<FieldError>) -> impl IntoView {
    view! {
        <section>
            <h2>{operator::DELETE}</h2>
            <p class="reading">{operator::DELETE_EFFECT}</p>
            <form
                method="post"
                action=paths::operator_tenant_delete(&slug)
                class="form"
                novalidate
            >
                <Csrf token=Place::current().csrf/>
                <TextField
                    legend=Legend::new("slug", operator::type_slug(&slug), &errors)
                    value=typed
                    autocomplete="off"
                    code=true
                />
                <div class="actions">
                    <button type="submit" class="button danger">{operator::DELETE}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn crumbs() -> Vec<(String, String)> {
    vec![(operator::TITLE.to_owned(), paths::OPERATOR.to_owned())]
}
