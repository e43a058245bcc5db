//! Making a tenant, for somebody else or for oneself.

use leptos::prelude::*;

use crate::components::field::{Csrf, ErrorSummary, Legend, TextField};
use crate::components::header::PageHeader;
use crate::model::operator::TenantNewPage;
use crate::paths;
use crate::place::Place;
use crate::text::{account, entry, forms, operator};

#[component]
pub(crate) fn TenantNew(page: TenantNewPage) -> impl IntoView {
    let errors = page.errors;
    let legend = |id, label| Legend::new(id, label, &errors);
    let (lead, back, back_title, action) = if page.email.is_some() {
        let to = (paths::OPERATOR, operator::TITLE, paths::OPERATOR_TENANT_NEW);
        (operator::CREATE_LEAD, to.0, to.1, to.2)
    } else {
        let to = (paths::TENANTS, account::TENANTS_TITLE, paths::TENANT_NEW);
        (operator::OWN_LEAD, to.0, to.1, to.2)
    };
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHeader
            crumbs=vec![(back_title.to_owned(), back.to_owned())]
            title=operator::CREATE
            lead=lead.into_any()
        />
        <form method="post" action=action class="form" novalidate>
            <Csrf token=Place::current().csrf/>
            <TextField
                legend=legend("organisation", entry::ORGANISATION).hint(entry::ORGANISATION_HINT)
                value=page.organisation
                autocomplete="organization"
            />
            <TextField
                legend=legend("slug", entry::SLUG).hint(entry::SLUG_HINT)
                value=page.slug
                autocomplete="off"
                code=true
            />
            {page.email.map(|email| view! {
                <TextField
                    legend=legend("email", operator::OWNER_EMAIL)
                    value=email
                    kind="email"
                    autocomplete="off"
                />
            })}
            <div class="actions">
                <button type="submit" class="button primary">{operator::CREATE}</button>
                <a class="button" href=back>{forms::CANCEL}</a>
            </div>
        </form>
    }
    .into_any()
}
