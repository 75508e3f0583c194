//! Hierarchies in temporary directories. Nothing here depends on this machine's own home or `/etc`.

use super::*;
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Limits;
use crate::source::EnvSnapshot;
use std::fs;
use std::path::Path;

struct World {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

/// `home`, `etc` and all named files below one temporary directory.
fn world(files: &[&str]) -> World {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(if file.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
        if !file.ends_with('/') {
            fs::write(path, file).unwrap();
        }
    }
    World { _dir: dir, root }
}

impl World {
    fn places(&self, cwd: &str) -> Places {
        let cwd = self.root.join(cwd);
        fs::create_dir_all(&cwd).unwrap();
        Places::new(cwd).with_home(self.root.join("home")).with_system_root(&self.root)
    }

    fn names<'a>(&self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Vec<String> {
        let short = |path: &PathBuf| path.strip_prefix(&self.root).unwrap().display().to_string();
        paths.into_iter().map(short).collect()
    }

    /// What is read, in order.
    fn used(&self, hierarchy: &Hierarchy, places: &Places) -> Vec<String> {
        let found = hierarchy.load(places, &Limits::default());
        let listed = found.discovered.iter().filter(|d| d.status == Status::Used).map(|d| &d.path);
        let names = self.names(found.files.iter().map(|file| &file.path));
        assert_eq!(names, self.names(listed));
        for (file, name) in found.files.iter().zip(&names) {
            assert_eq!(file.content.bytes, fs::read(self.root.join(name)).unwrap());
        }
        names
    }

    fn used_at(&self, cwd: &str) -> Vec<String> {
        self.used(&Hierarchy::new("shop"), &self.places(cwd))
    }
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<Code> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn all_levels_in_order() {
    let files = [
        "etc/xdg/shop/shop.toml",
        "etc/xdg/shop/config.toml",
        "etc/shop/shop.toml",
        "etc/shop/config.toml",
        "etc/shop.toml",
        "home/.config/shop/shop.toml",
        "home/.config/shop/config.toml",
        "home/.shop/shop.toml",
        "home/.shop/config.toml",
        "home/.shoprc",
        "home/shop.toml",
        "home/p/shop.toml",
        "home/p/.shop.toml",
        "home/p/.shoprc",
        "home/p/.shop/shop.toml",
        "home/p/.shop/config.toml",
        "home/p/config/shop.toml",
        "home/p/sub/shop.toml",
        "home/p/sub/shop.local.toml",
    ];
    let world = world(&files);
    let strays =
        ["home/p/config/config.toml", "home/p/config.toml", "home/p/sub/other.toml", "home/p/shop.txt"];
    for stray in strays {
        fs::write(world.root.join(stray), "").unwrap();
    }
    fs::write(world.root.join("home/p/shop.local.toml"), "").unwrap();
    assert_eq!(world.used_at("home/p/sub"), files);
    let levels = Hierarchy::new("shop").with_levels([Level::Local, Level::User]);
    let used = world.used(&levels, &world.places("home/p/sub"));
    assert_eq!(used.len(), 7);
    assert_eq!(used.last().unwrap(), "home/p/sub/shop.local.toml");
}

#[cfg(target_os = "linux")]
#[test]
fn xdg_variables_come_from_the_snapshot_and_relative_ones_are_ignored() {
    let files =
        ["strong/shop/shop.toml", "weak/shop/shop.toml", "mine/shop/shop.toml", "etc/xdg/shop/shop.toml"];
    let world = world(&files);
    let at = |name: &str| world.root.join(name).display().to_string();
    let env = |dirs: String, home: String| {
        EnvSnapshot::from([("XDG_CONFIG_DIRS", dirs), ("XDG_CONFIG_HOME", home)])
    };
    let shop = Hierarchy::new("shop");
    let places = world.places("w").with_env(env(format!("{}:rel:{}", at("strong"), at("weak")), at("mine")));
    let used = world.used(&shop, &places);
    assert_eq!(used, ["weak/shop/shop.toml", "strong/shop/shop.toml", "mine/shop/shop.toml"]);
    let places = world.places("w").with_env(env(String::new(), "mine".to_owned()));
    assert_eq!(world.used(&shop, &places), ["etc/xdg/shop/shop.toml"]);
}

#[test]
fn the_nearest_marker_is_the_root() {
    let files = ["home/a/shop.toml", "home/a/b/shop.toml", "home/a/b/c/shop.toml", "home/a/b/.git/"];
    let world = world(&files);
    assert_eq!(world.used_at("home/a/b/c"), ["home/a/b/shop.toml", "home/a/b/c/shop.toml"]);
    let unmarked = Hierarchy::new("shop").with_markers::<String>([]);
    assert_eq!(world.used(&unmarked, &world.places("home/a/b/c")).len(), 3);
    let given = Hierarchy::new("shop").with_project_root(world.root.join("home/a/b/c"));
    assert_eq!(world.used(&given, &world.places("home/a/b/c")), ["home/a/b/c/shop.toml"]);
    let elsewhere = Hierarchy::new("shop").with_project_root(world.root.join("home/x"));
    assert_eq!(world.used(&elsewhere, &world.places("home/a/b/c")), ["home/a/b/c/shop.toml"]);
}

#[test]
fn the_walk_stays_below_home_or_outside_at_the_working_directory() {
    let world = world(&["shop.toml", ".git/", "home/a/shop.toml", "out/shop.toml", "out/b/shop.toml"]);
    assert_eq!(world.used_at("home/a/b"), ["home/a/shop.toml"]);
    // Outside the home directory a marker still counts.
    assert_eq!(world.used_at("out/b"), ["shop.toml", "out/shop.toml", "out/b/shop.toml"]);
    fs::remove_dir(world.root.join(".git")).unwrap();
    assert_eq!(world.used_at("out/b"), ["out/b/shop.toml"]);
}

#[test]
fn the_walk_stays_on_one_file_system() {
    let world = world(&["home/a/shop.toml", "home/a/mnt/shop.toml", "home/a/mnt/b/shop.toml"]);
    let mount = world.root.join("home/a/mnt");
    let device = |path: &Path| Some(u64::from(path.starts_with(&mount)));
    let scan = Hierarchy::new("shop").scan_with(&world.places("home/a/mnt/b"), &device);
    let used = scan.into_discovered().into_iter().filter(|d| d.status == Status::Used);
    let paths: Vec<PathBuf> = used.map(|d| d.path).collect();
    assert_eq!(world.names(&paths), ["home/a/mnt/shop.toml", "home/a/mnt/b/shop.toml"]);
}

#[test]
fn at_home_the_files_of_the_user_stay_at_their_level() {
    let files =
        ["home/.shop/shop.toml", "home/.shoprc", "home/shop.toml", "home/.shop.toml", "home/sub/shop.toml"];
    let world = world(&files);
    assert_eq!(world.used_at("home"), files[..4]);
    fs::create_dir(world.root.join("home/.git")).unwrap();
    assert_eq!(world.used_at("home/sub"), files);
    let found = Hierarchy::new("shop").discovered(&world.places("home"));
    assert!(found.iter().all(|d| !matches!(d.status, Status::Refused(_))));
    let projects = Hierarchy::new("shop").with_levels([Level::Project]);
    assert_eq!(world.used(&projects, &world.places("home/sub")).len(), 5);
}

#[test]
fn a_file_with_two_names_is_read_once() {
    let world = world(&["home/p/.git/", "home/p/shop.toml", "home/p/sub/"]);
    fs::hard_link(world.root.join("home/p/shop.toml"), world.root.join("home/p/sub/shop.toml")).unwrap();
    assert_eq!(world.used_at("home/p/sub"), ["home/p/sub/shop.toml"]);
}

#[test]
fn several_extensions_are_merged_with_a_warning() {
    let world =
        world(&["home/p/shop.json", "home/p/shop.toml", "home/p/.shop.toml", "home/p/.shop/config.toml"]);
    let places = world.places("home/p");
    let found = Hierarchy::new("shop").load(&places, &Limits::default());
    let names = world.names(found.files.iter().map(|file| &file.path));
    let order = ["home/p/shop.toml", "home/p/shop.json", "home/p/.shop.toml", "home/p/.shop/config.toml"];
    assert_eq!(names, order);
    assert_eq!(codes(&found.diagnostics), [Code::SeveralExtensions]);
    assert!(found.diagnostics[0].message.ends_with("shop.json` wins"));
    assert_eq!(found.diagnostics[0].related.len(), 1);
}

#[test]
fn what_is_no_readable_file_is_refused_and_the_rest_loads() {
    let world = world(&["home/p/shop.toml/", "home/p/shop.yaml", "home/p/config/shop.toml"]);
    fs::write(world.root.join("home/p/shop.yaml"), [b'x'; 100]).unwrap();
    let limits = Limits { file_size: 50, ..Limits::default() };
    let found = Hierarchy::new("shop").load(&world.places("home/p"), &limits);
    assert_eq!(found.files.len(), 1);
    assert_eq!(codes(&found.diagnostics), [Code::NotAFile, Code::FileTooLarge]);
    let reasons: Vec<String> = found
        .discovered
        .iter()
        .filter(|d| matches!(d.status, Status::Refused(_)))
        .map(|d| d.status.to_string())
        .collect();
    assert_eq!(
        reasons,
        [
            "refused: it is a directory, expected a regular file",
            "refused: it is larger than the limit of 50 bytes"
        ]
    );
}

#[test]
fn app_names_are_names() {
    for bad in ["", ".", "..", "a/b", "a\\b", "../x", "a\0b"] {
        let found = Hierarchy::new(bad).load(&Places::new("/"), &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::AppName], "{bad:?}");
        assert!(found.discovered.is_empty());
    }
    let found = Hierarchy::new("shop").load(&Places::new("/no/such/dir"), &Limits::default());
    assert_eq!(found.diagnostics, []);
    assert!(found.discovered.iter().any(|d| d.path.starts_with("/no/such/dir")));
}

#[cfg(unix)]
mod links_and_trust {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, chown, symlink};

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn project_links_stay_in_the_project_and_user_links_go_anywhere() {
        let world =
            world(&["dotfiles/shop.toml", "home/p/real.toml", "home/.config/shop/", "home/p/config/"]);
        let link = |to: &str, from: &str| symlink(world.root.join(to), world.root.join(from)).unwrap();
        link("dotfiles/shop.toml", "home/.config/shop/shop.toml");
        link("home/p/real.toml", "home/p/.shop.toml");
        link("home/p/real.toml", "home/p/config/shop.toml");
        link("home/.config/shop/shop.toml", "home/p/shop.toml");
        link("nothing", "home/p/.shoprc");
        link("home/p/shop.yaml", "home/p/shop.yaml");
        let places = world.places("home/p");
        let used = world.used(&Hierarchy::new("shop"), &places);
        assert_eq!(used, ["home/.config/shop/shop.toml", "home/p/config/shop.toml"]);
        let found = Hierarchy::new("shop").load(&places, &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::OutsideRoot, Code::FileUnreadable]);
        let trusting = Hierarchy::new("shop").trust(world.root.join("dotfiles"));
        let used = world.used(&trusting, &places);
        assert_eq!(used, ["home/p/shop.toml", "home/p/config/shop.toml"]);
    }

    #[test]
    fn files_that_others_may_write_are_refused_in_projects_only() {
        let world = world(&["home/p/shop.toml", "home/p/shop.local.toml", "home/.shoprc"]);
        let at = |name: &str| world.root.join(name);
        for name in ["home/p/shop.toml", "home/p/shop.local.toml", "home/.shoprc"] {
            chmod(&at(name), 0o646);
        }
        let places = world.places("home/p");
        assert_eq!(world.used(&Hierarchy::new("shop"), &places), ["home/.shoprc"]);
        let found = Hierarchy::new("shop").load(&places, &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::Untrusted, Code::Untrusted]);
        let first = &found.diagnostics[0];
        assert!(first.message.ends_with("it can be written by every user (mode 646)"), "{}", first.message);
        let help = first.help.as_ref().unwrap();
        assert!(help.contains("trust(") && help.contains("shop.toml"), "{help}");
        assert_eq!(world.used(&Hierarchy::new("shop").with_trust(Trust::All), &places).len(), 3);
        let one = Hierarchy::new("shop").trust(at("home/p/shop.toml"));
        assert_eq!(world.used(&one, &places), ["home/.shoprc", "home/p/shop.toml"]);
    }

    #[test]
    fn files_of_another_user_are_refused() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let world = world(&["home/p/shop.toml"]);
        chown(world.root.join("home/p/shop.toml"), Some(4242), None).unwrap();
        let found = Hierarchy::new("shop").load(&world.places("home/p"), &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::Untrusted]);
        assert!(found.files.is_empty());
    }

    #[test]
    fn what_others_may_write_is_looked_for_up_to_the_project_root() {
        let world = world(&["home/p/.git/", "home/p/d/shop.toml"]);
        chmod(&world.root.join("home/p"), 0o777);
        let found = Hierarchy::new("shop").load(&world.places("home/p/d"), &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::Untrusted]);
        let help = found.diagnostics[0].help.as_ref().unwrap();
        assert!(help.starts_with("run `chmod ") && help.contains("home/p`"), "{help}");
        assert!(help.contains("--trust "), "{help}");
    }

    #[test]
    fn the_files_of_another_user_are_not_ours_even_in_our_home() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let world = world(&["home/.shoprc"]);
        chown(world.root.join("home/.shoprc"), Some(4242), None).unwrap();
        let places = world.places("w");
        let found = Hierarchy::new("shop").load(&places, &Limits::default());
        assert_eq!(codes(&found.diagnostics), [Code::Untrusted]);
        assert!(found.files.is_empty());
        let trusting = Hierarchy::new("shop").trust(world.root.join("home"));
        assert_eq!(world.used(&trusting, &places), ["home/.shoprc"]);
    }

    #[test]
    fn a_working_directory_behind_a_link_is_its_real_place() {
        let world = world(&["home/p/.git/", "home/p/shop.toml", "home/p/sub/shop.toml"]);
        symlink(world.root.join("home/p/sub"), world.root.join("shortcut")).unwrap();
        assert_eq!(world.used_at("shortcut"), ["home/p/shop.toml", "home/p/sub/shop.toml"]);
    }
}
