//! Wildcards in temporary directories.

use super::*;
use std::fs;
use std::time::{Duration, SystemTime};

struct World {
    _dir: tempfile::TempDir,
    root: PathBuf,
    places: Places,
}

/// Files below one temporary directory, which is the working directory.
fn world(files: &[&str]) -> World {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    let places = Places::new(&root).with_home(root.join("home")).with_system_root(&root);
    World { _dir: dir, places, root }
}

impl World {
    fn run(&self, wildcard: &Wildcard) -> (Vec<String>, Vec<Code>) {
        let (files, diagnostics) = wildcard.discover(&self.places);
        let short = |path: &PathBuf| path.strip_prefix(&self.root).unwrap_or(path).display().to_string();
        (files.iter().map(short).collect(), diagnostics.iter().map(|d| d.code).collect())
    }

    /// What is found, without anything to report.
    fn files(&self, wildcard: &Wildcard) -> Vec<String> {
        let (files, codes) = self.run(wildcard);
        assert_eq!(codes, [], "{files:?}");
        files
    }

    fn glob(&self, pattern: &str) -> Vec<String> {
        self.files(&Wildcard::new(pattern))
    }
}

#[test]
fn patterns_find_what_they_say() {
    let files = ["a.toml", "b.json", "conf/x.toml", "conf/sub/y.toml", "conf/sub/deep/z.toml", ".git/h.toml"];
    let world = world(&files);
    assert_eq!(world.glob("*.toml"), ["a.toml"]);
    assert_eq!(world.glob("a.toml"), ["a.toml"]);
    assert_eq!(world.glob("./*.toml"), ["./a.toml"]);
    assert_eq!(world.glob("{a,b}.*"), ["a.toml", "b.json"]);
    assert_eq!(world.glob("conf/*.toml"), ["conf/x.toml"]);
    assert_eq!(world.glob("*/*.toml"), ["conf/x.toml"]);
    assert_eq!(world.glob("**/y.toml"), ["conf/sub/y.toml"]);
    assert_eq!(world.glob("conf/**/z.toml"), ["conf/sub/deep/z.toml"]);
    assert_eq!(world.glob("**/*.toml").len(), 4);
    assert_eq!(world.glob("**/**/sub/**/*.toml"), ["conf/sub/y.toml", "conf/sub/deep/z.toml"]);
    assert_eq!(world.glob("conf/**"), ["conf/x.toml", "conf/sub/y.toml", "conf/sub/deep/z.toml"]);
    assert_eq!(world.glob(".git/*.toml"), [".git/h.toml"]);
    assert_eq!(world.glob(".*/*.toml"), [".git/h.toml"]);
    assert_eq!(world.glob("conf/../a.toml"), ["conf/../a.toml"]);
    let absolute = format!("{}/conf/*.toml", world.root.display());
    assert_eq!(world.glob(&absolute), ["conf/x.toml"]);
}

#[test]
fn home_is_expanded() {
    let world = world(&["home/.config/shop/a.toml"]);
    assert_eq!(world.glob("~/.config/shop/*.toml"), ["home/.config/shop/a.toml"]);
    let strategy = SearchStrategy::Directories(vec!["~/.config/shop".into(), "none".into()]);
    let wildcard = Wildcard::new("*.toml").with_search_strategy(strategy);
    assert_eq!(world.files(&wildcard), ["home/.config/shop/a.toml"]);
}

#[test]
fn leftovers_and_hidden_files_need_their_names() {
    let world = world(&["a.toml", "a.toml~", ".#b.toml", "#c.toml#", "d.toml.bak", ".env"]);
    assert_eq!(world.glob("*"), ["a.toml"]);
    assert_eq!(world.glob("a.toml~"), ["a.toml~"]);
    assert_eq!(world.glob(".e*"), [".env"]);
}

#[test]
fn each_pattern_stands_on_its_own() {
    let world = world(&["a/1.toml", "a/2.json", "b/1.toml", "b/2.json"]);
    let wildcard = Wildcard::from_patterns(["a/*.toml", "b/*.json"]);
    assert_eq!(world.files(&wildcard), ["a/1.toml", "b/2.json"]);
}

#[test]
fn strategies_say_where() {
    let world = world(&["1.toml", "a/2.toml", "a/b/3.toml", "a/b/c/4.toml", "x/5.toml"]);
    let with = |pattern: &str, strategy| Wildcard::new(pattern).with_search_strategy(strategy);
    let recursive = |max_depth| SearchStrategy::Recursive { roots: vec!["a".into()], max_depth };
    assert_eq!(world.files(&with("*.toml", recursive(None))), ["a/2.toml", "a/b/3.toml", "a/b/c/4.toml"]);
    assert_eq!(world.files(&with("*.toml", recursive(Some(1)))), ["a/2.toml"]);
    assert_eq!(world.files(&with("*.toml", recursive(Some(2)))), ["a/2.toml", "a/b/3.toml"]);
    assert_eq!(world.files(&with("b/*.toml", recursive(None))), ["a/b/3.toml"]);
    let directories = SearchStrategy::Directories(vec!["x".into(), "a".into()]);
    assert_eq!(world.files(&with("*.toml", directories)), ["a/2.toml", "x/5.toml"]);
    let custom =
        SearchStrategy::custom(|| ["x/5.toml", "none.toml", "1.toml", "a"].map(PathBuf::from).to_vec());
    let wildcard = with("*.toml", custom).with_merge_order(MergeOrder::AsDiscovered).clone();
    assert_eq!(world.files(&wildcard), ["x/5.toml", "1.toml"]);
    let ignoring = Wildcard::new("**/*.toml").with_ignored(["b", "x/*.toml"]);
    assert_eq!(world.files(&ignoring), ["1.toml", "a/2.toml"]);
}

#[test]
fn orders_are_total() {
    let world = world(&["b/m.toml", "a/m.toml", "a/z.toml", "c.toml"]);
    let by = |order| world.files(&Wildcard::new("**/*.toml").with_merge_order(order));
    assert_eq!(by(MergeOrder::Alphabetical), ["c.toml", "a/m.toml", "b/m.toml", "a/z.toml"]);
    assert_eq!(by(MergeOrder::Reverse), ["a/z.toml", "b/m.toml", "a/m.toml", "c.toml"]);
    assert_eq!(by(MergeOrder::AsDiscovered), ["a/m.toml", "a/z.toml", "b/m.toml", "c.toml"]);
    fs::write(world.root.join("a/m.toml"), "much longer than the others").unwrap();
    fs::write(world.root.join("c.toml"), "").unwrap();
    assert_eq!(by(MergeOrder::SizeAscending), ["c.toml", "a/z.toml", "b/m.toml", "a/m.toml"]);
    assert_eq!(by(MergeOrder::SizeDescending), ["a/m.toml", "a/z.toml", "b/m.toml", "c.toml"]);
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    for (name, seconds) in [("b/m.toml", 0), ("a/m.toml", 5), ("a/z.toml", 0), ("c.toml", 2)] {
        let file = fs::File::options().write(true).open(world.root.join(name)).unwrap();
        file.set_modified(start + Duration::from_secs(seconds)).unwrap();
    }
    let oldest_first = ["a/z.toml", "b/m.toml", "c.toml", "a/m.toml"];
    assert_eq!(by(MergeOrder::ModificationTimeAscending), oldest_first);
    let newest_first = ["a/m.toml", "c.toml", "a/z.toml", "b/m.toml"];
    assert_eq!(by(MergeOrder::ModificationTimeDescending), newest_first);
    let custom = |patterns: &[&str]| MergeOrder::Custom(patterns.iter().map(|&p| p.to_owned()).collect());
    let order = ["a/z.toml", "b/m.toml", "c.toml", "a/m.toml"];
    assert_eq!(by(custom(&["z.*", "b/*.toml", "{c,d}.toml"])), order);
}

#[cfg(feature = "toml")]
#[test]
fn hierarchical_order_is_system_user_project() {
    let files = [
        "etc/xdg/shop/config.toml",
        "etc/shop/config.toml",
        "etc/shop/shop.toml",
        "home/.config/shop/shop.toml",
        "home/.shop/config.toml",
        "home/p/shop.toml",
        "home/p/a/shop.toml",
        "home/p/a/b/shop.toml",
    ];
    let mut world = world(&files);
    for stray in ["home/p/config.toml", "home/p/other.toml", "home/shop.toml"] {
        fs::write(world.root.join(stray), "").unwrap();
    }
    world.places = world.places.clone().with_cwd("home/p");
    let wildcard = Wildcard::hierarchical("config", "shop");
    let found = world.files(&wildcard);
    let project = ["shop.toml", "a/shop.toml", "a/b/shop.toml"].map(str::to_owned).to_vec();
    let expected: Vec<String> = files[..5].iter().map(|&f| f.to_owned()).chain(project).collect();
    assert_eq!(found.iter().map(|f| f.trim_start_matches("./")).collect::<Vec<_>>(), expected);
}

#[cfg(feature = "toml")]
#[test]
fn xdg_honours_its_variables_and_home_beats_etc() {
    let files = [
        "etc/xdg/shop/a.toml",
        "etc/shop/b.toml",
        "home/.local/share/shop/c.toml",
        "home/.config/shop/0.toml",
    ];
    let world = world(&[&files[..], &["mine/shop/d.toml"]].concat());
    assert_eq!(world.files(&Wildcard::xdg("shop")), files);
    let env = crate::source::EnvSnapshot::from([("XDG_CONFIG_HOME", world.root.join("mine"))]);
    let places = world.places.clone().with_env(env);
    let (found, _) = Wildcard::xdg("shop").discover(&places);
    assert_eq!(found.last(), Some(&world.root.join("mine/shop/d.toml")));
    assert_eq!(found.len(), 4);
}

#[cfg(feature = "toml")]
#[test]
fn development_layout() {
    let files = ["config/base.toml", "config/env-dev.toml", "config/local.toml", "config.toml"];
    let world = world(&[&files[..], &["config/other.toml", "Cargo.toml"]].concat());
    assert_eq!(world.files(&Wildcard::development("config")), files);
    assert!(world.files(&Wildcard::development("none")).is_empty());
}

#[test]
fn nothing_found_and_malformed_patterns_are_reported() {
    let world = world(&["a.toml"]);
    let (_, diagnostics) = Wildcard::from_patterns(["conf.d/*.toml", "x*"]).discover(&world.places);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code, Code::GlobEmpty);
    assert_eq!(diagnostics[0].message, "no file matches `conf.d/*.toml` or `x*`");
    assert!(diagnostics[0].help.as_ref().unwrap().ends_with("conf.d`"));
    assert_eq!(diagnostics[0].origin.as_ref().unwrap().to_string(), "conf.d/*.toml, x*");
    let wildcard = Wildcard::from_patterns(["*.toml", "[ab", ""]);
    let (files, codes) = world.run(&wildcard);
    assert_eq!(files, ["a.toml"]);
    assert_eq!(codes, [Code::GlobInvalid, Code::GlobInvalid]);
    assert!(!wildcard.is_valid());
    assert_eq!(wildcard.has_errors().unwrap().diagnostics().len(), 2);
    let order = MergeOrder::Custom(vec!["{".to_owned()]);
    assert!(WildcardBuilder::new().pattern("*").unwrap().merge_order(order).build().is_err());
    assert!(WildcardBuilder::new().patterns(["[", "{"]).unwrap_err().diagnostics().len() == 2);
    assert_eq!(world.run(&Wildcard::from_patterns::<String>([])).1, [Code::GlobEmpty]);
}

#[test]
fn watch_roots_are_where_wildcards_begin() {
    let world = world(&[]);
    let wildcard = Wildcard::from_patterns(["conf/{a,b}/*.toml", "conf/a/x.toml", "~/*.toml"]);
    let roots = ["conf/a", "conf/b", "home"].map(|path| world.root.join(path));
    assert_eq!(wildcard.watch_roots(&world.places), roots);
}

#[test]
fn everything_can_be_shared() {
    fn shared<T: Clone + std::fmt::Debug + Send + Sync>() {}
    shared::<Wildcard>();
    shared::<WildcardBuilder>();
    shared::<SearchStrategy>();
    shared::<MergeOrder>();
}

#[test]
fn too_many_files_are_a_warning() {
    let world = world(&[]);
    for at in 0..=walk::MOST_FILES {
        fs::File::create(world.root.join(format!("{at}.x"))).unwrap();
    }
    let (files, codes) = world.run(&Wildcard::new("*.x"));
    assert_eq!(files.len(), walk::MOST_FILES);
    assert_eq!(codes, [Code::GlobTooMany]);
}

mod laws {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Every path of up to three parts over these names, as files in a tree that is made once.
    fn tree() -> &'static (World, Vec<String>) {
        static TREE: std::sync::OnceLock<(World, Vec<String>)> = std::sync::OnceLock::new();
        TREE.get_or_init(|| {
            let (directories, names) = (["", "a/", "b/", ".h/", "ab/"], ["a.x", "b", ".c", "ab.y"]);
            let mut files = BTreeSet::new();
            for first in directories {
                for second in directories {
                    for name in names {
                        files.insert(format!("{first}{second}{name}"));
                    }
                }
            }
            // A directory and a file of one name cannot stand side by side.
            let directory = |file: &String| files.iter().any(|other| other.starts_with(&format!("{file}/")));
            let files: Vec<String> = files.iter().filter(|file| !directory(file)).cloned().collect();
            (world(&files.iter().map(String::as_str).collect::<Vec<_>>()), files)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// The walk finds exactly the files whose path matches.
        #[test]
        fn walking_is_matching(text in r"(\*\*/|[ab*?.h]{1,2}/|\{a,b\}/){0,3}(\*\*|[ab*?.x]{1,3}|\*.\{x,y\})") {
            let (world, all) = tree();
            let Ok(pattern) = Pattern::parse(&text) else { return Ok(()) };
            let name = pattern.alternatives.iter().all(Alternative::is_name);
            let matches = |file: &&String| pattern.matches(Path::new(file), false) && !(name && file.contains('/'));
            let expected: BTreeSet<String> = all.iter().filter(matches).cloned().collect();
            let wildcard = Wildcard::new(&text).with_merge_order(MergeOrder::AsDiscovered);
            let (found, _) = wildcard.discover(&world.places);
            let found: BTreeSet<String> =
                found.iter().map(|f| f.strip_prefix(".").unwrap_or(f).display().to_string()).collect();
            // `..` leaves the tree; matching knows only names.
            prop_assume!(!text.split('/').any(|part| part == ".."));
            prop_assert_eq!(found, expected, "{}", text);
        }
    }
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    fn link(world: &World, to: &str, from: &str) {
        let from = world.root.join(from);
        fs::create_dir_all(from.parent().unwrap()).unwrap();
        symlink(world.root.join(to), from).unwrap();
    }

    #[test]
    fn links_stay_inside_unless_allowed() {
        let world = world(&["out/secret.toml", "conf/real.toml"]);
        link(&world, "out/secret.toml", "conf/leak.toml");
        link(&world, "conf/real.toml", "conf/a.toml");
        link(&world, "none", "conf/dangling.toml");
        link(&world, "conf/round.toml", "conf/round.toml");
        let wildcard = Wildcard::from_patterns(["conf/*.toml", "conf/*.to*"]);
        let (files, codes) = world.run(&wildcard);
        assert_eq!(files, ["conf/real.toml"]);
        assert_eq!(codes, [Code::FileMissing, Code::OutsideRoot, Code::FileUnreadable]);
        let (files, _) = world.run(&Wildcard::new("conf/*.toml").with_links_outside(true));
        assert_eq!(files, ["conf/leak.toml", "conf/real.toml"]);
    }

    #[test]
    fn a_link_that_wins_counts_in_place_of_its_file() {
        let world = world(&["conf/real.toml"]);
        link(&world, "conf/real.toml", "conf/zz.toml");
        assert_eq!(world.glob("conf/*.toml"), ["conf/zz.toml"]);
    }

    #[test]
    fn linked_directories_are_entered_only_where_they_are_named() {
        let world = world(&["releases/5/a.toml", "other/b.toml"]);
        link(&world, "releases/5", "current");
        link(&world, ".", "releases/loop");
        link(&world, "other", "releases/other");
        assert_eq!(world.glob("current/*.toml"), ["current/a.toml"]);
        assert_eq!(world.glob("releases/**/*.toml"), ["releases/5/a.toml"]);
    }

    #[test]
    fn mounted_secrets_in_the_style_of_kubernetes_are_read_once() {
        let world = world(&["m/..2026/a.yaml", "m/..2026/b.yaml"]);
        symlink("..2026", world.root.join("m/..data")).unwrap();
        symlink("..data/a.yaml", world.root.join("m/a.yaml")).unwrap();
        symlink("..data/b.yaml", world.root.join("m/b.yaml")).unwrap();
        assert_eq!(world.glob("m/**/*.yaml"), ["m/a.yaml", "m/b.yaml"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn pipes_are_refused() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let world = world(&["a.toml"]);
        let pipe = world.root.join("p.toml");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        assert_eq!(world.run(&Wildcard::new("*.toml")), (vec!["a.toml".to_owned()], vec![Code::NotAFile]));
    }
}
