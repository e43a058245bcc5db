//! Which addresses tenants may make this server ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Never asked: they are of one link or one machine, of many receivers, of nobody, or answer with the
/// machine's own credentials (the last ones of each family are metadata services).
const NEVER: [&str; 15] = [
    "0.0.0.0/8",
    "169.254.0.0/16",
    "192.0.0.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "168.63.129.16/32",
    "100.100.100.200/32",
    "::/128",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "100::/64",
    "2001:db8::/32",
    "3fff::/20",
    "fd00:ec2::254/128",
];

/// Asked where the operator says so: the network that the server is in.
const PRIVATE: [&str; 12] = [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "::1/128",
    "fc00::/7",
];

/// Lets addresses pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard {
    private: bool,
}

impl Guard {
    pub(super) fn new(private: bool) -> Self {
        Self { private }
    }

    /// Whether an address may be asked.
    pub(super) fn permits(self, address: IpAddr) -> bool {
        let address = match address {
            IpAddr::V6(address) => inner(address).map_or(IpAddr::V6(address), IpAddr::V4),
            IpAddr::V4(_) => address,
        };
        if within(&NEVER, address) {
            return false;
        }
        let private = within(&PRIVATE, address) || is_no_unicast(address);
        self.private || !private
    }
}

fn within(networks: &[&str], address: IpAddr) -> bool {
    let networks = networks.iter();
    let mut networks = networks.filter_map(|network| network.parse::<IpNet>().ok());
    networks.any(|network| network.contains(&address))
}

/// IPv6 beyond what is routed (`2000::/3`), and what IETF protocols use of it.
fn is_no_unicast(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => false,
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            first & 0xe000 != 0x2000 || (first == 0x2001 && second < 0x0200)
        }
    }
}

/// The IPv4 address that an IPv6 address leads to: mapped, compatible, NAT64 and 6to4.
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(of(high, low))
        }
        [0, 0, 0, 0, 0, 0, high, low] if (high, low) > (0, 1) => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, NEVER, PRIVATE};

    /// Whether an address is asked by default, and where private ones are let pass.
    fn check(address: &str, by_default: bool, private: bool) {
        let parsed = address.parse().unwrap();
        assert_eq!(Guard::new(false).permits(parsed), by_default, "{address}");
        assert_eq!(Guard::new(true).permits(parsed), private, "{address}");
    }

    #[test]
    fn tenants_make_this_server_ask_public_addresses_alone() {
        for address in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"] {
            check(address, true, true);
        }
        for address in [
            "127.0.0.1",
            "127.255.255.254",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "203.0.113.7",
            "::1",
            "fc00::1",
            "fd12:3456::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::1",
            "2001::1",
            "4000::1",
        ] {
            check(address, false, true);
        }
        for address in [
            "0.0.0.0",
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "fd00:ec2::254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::",
        ] {
            check(address, false, false);
        }
        check("64:ff9b::808:808", true, true);
    }

    #[test]
    fn every_network_is_one() {
        for network in NEVER.iter().chain(&PRIVATE) {
            assert!(network.parse::<ipnet::IpNet>().is_ok(), "{network}");
        }
    }
}
