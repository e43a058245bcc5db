//! Choosing a tenant.

use leptos::prelude::*;

use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::icons::{Glyph, Icon};
use crate::model::Membership;
use crate::model::tenants::TenantsPage;
use crate::paths;
use crate::text::{self, account, operator};

#[component]
pub(crate) fn Tenants(page: TenantsPage) -> impl IntoView {
    let create = page.self_service.then(|| {
        view! { <a class="button" href=paths::TENANT_NEW>{operator::CREATE}</a> }.into_any()
    });
    if page.memberships.is_empty() {
        return view! {
            <PageHeader title=account::TENANTS_TITLE/>
            <EmptyState
                title=account::TENANTS_NONE_TITLE
                text=account::TENANTS_NONE_TEXT.into_any()
                action=create.into_any()
            />
        }
        .into_any();
    }
    view! {
        <PageHeader title=account::TENANTS_TITLE/>
        <TenantList memberships=page.memberships/>
        {create.map(|create| view! { <div class="actions">{create}</div> })}
    }
    .into_any()
}

#[component]
pub(crate) fn TenantList(memberships: Vec<Membership>) -> impl IntoView {
    let items = memberships
        .into_iter()
        .map(|membership| {
            let tenant = membership.tenant;
            let href = paths::tenant(&tenant.slug);
            view! {
                <li>
                    <a href=href>
                        <span class="choice-name"><bdi>{tenant.name}</bdi></span>
                        <code class="muted">{tenant.slug}</code>
                    </a>
                    <span class="muted">
                        {text::role(membership.role)}
                        {membership.suspended.then_some(account::SUSPENDED)}
                        {membership.deletion.is_some().then_some(account::TO_BE_DELETED)}
                    </span>
                    <Icon glyph=Glyph::ChevronRight/>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="choices">{items}</ul> }.into_any()
}
