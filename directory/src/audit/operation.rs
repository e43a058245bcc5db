//! The operations an audit event can name.

macro_rules! operations {
    ($($variant:ident => $name:literal, $doc:literal;)*) => {
        /// What was asked for; `operation` of an audit event. Names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation {
            $(#[doc = $doc] $variant,)*
        }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in an audit event.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

operations! {
    UserCreate => "user.create", "A user was to be created.";
    UserUpdate => "user.update", "A user was to be changed.";
    UserDeactivate => "user.deactivate", "A user lost access: `active` became false.";
    UserReactivate => "user.reactivate", "A user has access again: `active` became true.";
    UserDelete => "user.delete", "A user was to be removed.";
    UserRead => "user.read", "One user was read.";
    UserList => "user.list", "Users were listed or searched.";
    GroupCreate => "group.create", "A group was to be created.";
    GroupUpdate => "group.update", "A group's attributes were to be changed.";
    GroupMembers => "group.members", "Members were to be added or removed.";
    GroupDelete => "group.delete", "A group was to be removed.";
    GroupRead => "group.read", "One group was read.";
    GroupList => "group.list", "Groups were listed or searched.";
    DirectoryExport => "directory.export", "Users, groups or members of a group were exported.";
    Bulk => "bulk", "Several operations in one request.";
    Search => "search", "A search across resource types.";
    DiscoveryRead => "discovery.read", "Schemas, resource types or the configuration were read.";
    RequestUnknown => "request.unknown", "A path or method that does not exist.";
    TokenIssue => "token.issue", "A token was to be issued.";
    TokenRotate => "token.rotate", "A token was to be replaced by another.";
    TokenExpiring => "token.expiring", "Somebody is to be reminded that a token ends.";
    TokenRevoke => "token.revoke", "A token was to be revoked.";
    ConnectionSilent => "connection.silent", "A client that used to call has fallen silent.";
    GuideLinkCreate => "guide_link.create", "A link to the guide of an identity provider was to be made.";
    GuideLinkWithdraw => "guide_link.withdraw", "A link to a guide was to be taken back.";
    ClientIssue => "client.issue", "An OAuth client was to be issued.";
    ClientExpiring => "client.expiring", "Somebody is to be reminded that an OAuth client ends.";
    ClientRotate => "client.rotate", "The secret of an OAuth client was to be replaced by another.";
    ClientEndSecret => "client.end_secret", "The old secret of an OAuth client was to end before its time.";
    ClientRevoke => "client.revoke", "An OAuth client was to be revoked.";
    OauthToken => "oauth.token", "An OAuth client was given an access token.";
    SchemaCreate => "schema.create", "A schema was to be registered.";
    SchemaUpdate => "schema.update", "A registered schema was to be changed.";
    SchemaDelete => "schema.delete", "A registered schema was to be removed.";
    TenantCreate => "tenant.create", "The tenant was created.";
    TenantSuspend => "tenant.suspend", "The tenant was suspended: it is read and not changed.";
    TenantResume => "tenant.resume", "The tenant goes on after it was suspended.";
    TenantScheduleDeletion => "tenant.schedule_deletion", "An owner wanted the tenant deleted in a week.";
    TenantCancelDeletion => "tenant.cancel_deletion", "That the tenant would be deleted was taken back.";
    TenantDelete => "tenant.delete", "The tenant was deleted.";
    TenantSignIn => "tenant.sign_in", "How members sign in through the tenant's provider was to be changed.";
    SettingsUpdate => "settings.update", "How SCIM behaves in the tenant was to be changed.";
    MemberInvite => "member.invite", "Somebody was invited to the console.";
    MemberCreate => "member.create", "Somebody may sign in to the console.";
    MemberWithdraw => "member.withdraw", "An invitation was to be taken back.";
    MemberRole => "member.role", "A member was to get another role.";
    MemberDisable => "member.disable", "Somebody may no longer sign in to the console.";
    MemberEnable => "member.enable", "A disabled member may sign in again.";
    MemberRemove => "member.remove", "A member was to be removed.";
    MemberReset => "member.reset", "A link to another password was to be made.";
    MemberPassword => "member.password", "A console password was changed.";
    MemberSecondFactor => "member.second_factor", "A second factor was set up, changed or taken away.";
    LoginSuccess => "login.success", "Somebody signed in.";
    LoginFailure => "login.failure", "A sign-in was refused.";
    LoginConfirm => "login.confirm", "Somebody signed in gave their password again.";
    LoginEnd => "login.end", "Somebody signed out.";
    AccessDenied => "access.denied", "A credential was refused, or a page was not for its reader.";
    ViewCreate => "view.create", "A view of the audit log was to be saved.";
    ViewUpdate => "view.update", "A saved view was to get another name or other readers.";
    ViewDelete => "view.delete", "A saved view was to be deleted.";
    ViewRestore => "view.restore", "A deleted view was to come back.";
    AuditRead => "audit.read", "The audit log was read by a program.";
    AuditTry => "audit.try", "A refused request of the log was tried again, without writing.";
    AuditExport => "audit.export", "The audit log was exported.";
    AuditPurge => "audit.purge", "Old parts of the log were let go.";
    AuditErase => "audit.erase", "A person was erased from what was kept.";
    AuditEvidence => "audit.evidence", "An evidence pack was made.";
}

impl Operation {
    /// Whether it only reads; lists of events hide these unless asked.
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Self::UserRead
                | Self::UserList
                | Self::GroupRead
                | Self::GroupList
                | Self::Search
                | Self::DiscoveryRead
                | Self::AuditRead
                | Self::AuditTry
        )
    }
}
