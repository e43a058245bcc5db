//! The tables as SeaORM sees them. Private to the store: nobody else names a column.

pub(crate) mod account;
pub(crate) mod account_identity;
pub(crate) mod audit_chain;
pub(crate) mod audit_count;
pub(crate) mod audit_event;
pub(crate) mod audit_retention;
pub(crate) mod console_session;
pub(crate) mod group_member;
pub(crate) mod group_member_period;
pub(crate) mod guide_link;
pub(crate) mod instance;
pub(crate) mod invitation;
pub(crate) mod mail;
pub(crate) mod oauth_assertion;
pub(crate) mod oauth_client;
pub(crate) mod openid_connection;
pub(crate) mod password_reset;
pub(crate) mod recovery_code;
pub(crate) mod saved_view;
pub(crate) mod scim_group;
pub(crate) mod scim_token;
pub(crate) mod scim_user;
pub(crate) mod scim_user_value;
pub(crate) mod scim_version;
pub(crate) mod tenant;
pub(crate) mod tenant_member;
pub(crate) mod tenant_schema;
pub(crate) mod tenant_schema_use;
pub(crate) mod tenant_schema_value;

use sea_orm::EntityTrait;

/// A table whose rows belong to a tenant. Sealed: only this module can say so.
pub(crate) trait TenantOwned: EntityTrait + sealed::Sealed {
    /// The column that names the owner.
    const TENANT: Self::Column;
}

mod sealed {
    pub(crate) trait Sealed {}
}

/// Says of the entity beside it that its rows belong to a tenant.
macro_rules! tenant_owned {
    () => {
        impl crate::entity::sealed::Sealed for Entity {}
        impl crate::entity::TenantOwned for Entity {
            const TENANT: Column = Column::TenantId;
        }
    };
}
use tenant_owned;
