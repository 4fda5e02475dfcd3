//! Where a file lies on this machine and where it lies on its server.

use std::path::{Component, Path, PathBuf};

use failover_model::Vendor;

/// A file's place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The folder that stands for the server's `/`; `None` where that is this machine's own.
    pub(crate) root: Option<PathBuf>,
    /// The path on the server.
    pub(crate) path: PathBuf,
}

/// Folders in which DHCP servers keep their configuration.
const HOMES: [&[&str]; 4] =
    [&["usr", "local", "etc"], &["usr", "pkg", "etc"], &["opt", "kea", "etc"], &["etc"]];

/// The folder that may stand for the `/` of the server that a file was copied from: what is in front
/// of `/etc` or the like.
pub(crate) fn copied_to(path: &Path) -> Option<PathBuf> {
    let place = of(path, Vendor::Isc);
    // The root alone says nothing: a file right below it may lie anywhere.
    (place.path.components().count() > 2).then_some(place.root).flatten()
}

/// The place of a file, judged by its path: what stands in front of `/etc` or the like is where the
/// server's files were copied to.
pub(crate) fn of(path: &Path, vendor: Vendor) -> Place {
    let parts: Vec<Component<'_>> =
        path.components().filter(|part| *part != Component::CurDir).collect();
    let home = HOMES.iter().find_map(|home| {
        let fits = |window: &[Component<'_>]| {
            window.iter().zip(*home).all(|(part, name)| part.as_os_str() == *name)
        };
        parts.windows(home.len()).position(fits)
    });
    let join = |parts: &[Component<'_>]| parts.iter().collect::<PathBuf>();
    match home.filter(|_| vendor != Vendor::Windows) {
        Some(at) => {
            let (before, below) = parts.split_at(at);
            let root = match before {
                [Component::RootDir] => None,
                [] => Some(PathBuf::from(".")),
                before => Some(join(before)),
            };
            Place { root, path: Path::new("/").join(join(below)) }
        }
        None => {
            let file = path.file_name().map(PathBuf::from).unwrap_or_default();
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            let path = if vendor == Vendor::Windows { file } else { Path::new("/").join(file) };
            Place { root: Some(folder.unwrap_or(Path::new(".")).to_owned()), path }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_isc(path: &str) -> (Option<String>, String) {
        let place = of(Path::new(path), Vendor::Isc);
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        (place.root.map(text), text(place.path))
    }

    #[test]
    fn what_stands_before_etc_is_the_root() {
        let root = |root: &str, path: &str| (Some(root.to_owned()), path.to_owned());
        assert_eq!(of_isc("dhcp-a/etc/dhcp/dhcpd.conf"), root("dhcp-a", "/etc/dhcp/dhcpd.conf"));
        assert_eq!(of_isc("/srv/a/etc/dhcpd.conf"), root("/srv/a", "/etc/dhcpd.conf"));
        assert_eq!(of_isc("./etc/dhcpd.conf"), root(".", "/etc/dhcpd.conf"));
        assert_eq!(
            of_isc("a/usr/local/etc/kea/kea.conf"),
            root("a", "/usr/local/etc/kea/kea.conf")
        );
        assert_eq!(of_isc("a/dhcpd.conf"), root("a", "/dhcpd.conf"));
        assert_eq!(of_isc("dhcpd.conf"), root(".", "/dhcpd.conf"));
    }

    #[test]
    fn a_copy_is_told_from_a_file_that_just_lies_somewhere() {
        let copied = |path: &str| copied_to(Path::new(path));
        assert_eq!(copied("a/etc/dhcpd.conf"), Some(PathBuf::from("a")));
        assert_eq!(copied("a/dhcpd.conf"), None);
        assert_eq!(copied("dhcpd.conf"), None);
        assert_eq!(copied("/etc/dhcpd.conf"), None);
    }

    #[test]
    fn a_file_at_home_has_no_root() {
        assert_eq!(of_isc("/etc/dhcp/dhcpd.conf"), (None, "/etc/dhcp/dhcpd.conf".to_owned()));
    }

    #[test]
    fn a_recorded_state_lies_in_its_folder() {
        let place = of(Path::new("win/etc/win-1.json"), Vendor::Windows);
        assert_eq!(place.root, Some(PathBuf::from("win/etc")));
        assert_eq!(place.path, PathBuf::from("win-1.json"));
    }
}
