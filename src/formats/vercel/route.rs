//! Which files answer at a path of a Vercel project, and whether a key of `functions` means one of them.

/// The endings of the languages that functions are written in.
const ENDINGS: &[&str] = &[
    "ts", "js", "mjs", "cjs", "mts", "cts", "tsx", "jsx", "py", "go", "rb", "rs", "php",
];

/// The files that may answer at a path: of `/api`, of the App Router and of the Pages Router of Next.js.
pub(super) fn files(path: &str) -> Vec<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_matches('/');
    let stems = [
        path.to_owned(),
        format!("{path}/index"),
        format!("app/{path}/route"),
        format!("src/app/{path}/route"),
        format!("pages/{path}"),
        format!("pages/{path}/index"),
        format!("src/pages/{path}"),
        format!("src/pages/{path}/index"),
    ];
    let with_ending = |stem: &String| {
        let stem = stem.clone();
        ENDINGS.iter().map(move |ending| format!("{stem}.{ending}"))
    };
    stems.iter().flat_map(with_ending).collect()
}

/// Whether a key of `functions` matches a file: a path or a glob, with `{ts,js}` for several of them. A part such as `[id]`
/// or `(group)` is a name that the router fills in or leaves out.
pub(super) fn matches(key: &str, file: &str) -> bool {
    let key = key.trim_start_matches("./").trim_start_matches('/');
    alternatives(key)
        .iter()
        .any(|pattern| matches_one(pattern, file))
}

/// The patterns that a pattern with one or more `{a,b}` stands for, up to a few dozen.
fn alternatives(pattern: &str) -> Vec<String> {
    const MOST: usize = 64;
    let mut open = vec![pattern.to_owned()];
    let mut done = Vec::new();
    while let Some(pattern) = open.pop() {
        let inner = pattern.find('{').and_then(|start| {
            let end = start + pattern[start..].find('}')?;
            Some((start, end))
        });
        match inner {
            Some((start, end)) if open.len() + done.len() < MOST => {
                let (before, after) = (&pattern[..start], &pattern[end + 1..]);
                let parts = pattern[start + 1..end].split(',');
                open.extend(parts.map(|part| format!("{before}{}{after}", part.trim())));
            }
            _ => done.push(pattern),
        }
    }
    done
}

fn matches_one(pattern: &str, file: &str) -> bool {
    let parts = pattern.split('/');
    let is_group = |part: &&str| part.starts_with('(') && part.ends_with(')');
    let parts = parts.filter(|part| !is_group(part)).map(|part| match part {
        "**" => "**".to_owned(),
        part => filled_in(part),
    });
    let pattern = parts.collect::<Vec<_>>().join("/");
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    glob::Pattern::new(&pattern).is_ok_and(|pattern| pattern.matches_with(file, options))
}

/// `[id]` and `[...rest]` as `*`, and `**` within a name as `*`, as the shell has it.
fn filled_in(part: &str) -> String {
    let mut plain = part.replace("**", "*");
    while let Some(start) = plain.find('[') {
        let Some(length) = plain[start..].find(']') else {
            break;
        };
        plain.replace_range(start..=start + length, "*");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_the_files_that_its_glob_matches() {
        let answers = |key: &str, path: &str| files(path).iter().any(|file| matches(key, file));
        for (key, path) in [
            ("api/report.ts", "/api/report"),
            ("/api/report.py", "/api/report?full=1"),
            ("api/*.js", "/api/report"),
            ("api/**/*.{js,ts}", "/api/cron/daily"),
            ("app/api/**/*.ts", "/api/cron/usage"),
            ("app/api/cron/[job]/route.ts", "/api/cron/usage"),
            ("app/(jobs)/api/usage/route.ts", "/api/usage"),
            ("src/app/api/**/route.*", "/api/cron/usage"),
            ("pages/api/**", "/api/cron/usage"),
        ] {
            assert!(answers(key, path), "{key} {path}");
        }
        for (key, path) in [
            ("api/*.js", "/api/cron/daily"),
            ("api/report.ts", "/api/reports"),
            ("app/api/other/**", "/api/cron/usage"),
            ("src/jobs/*.ts", "/api/cron/usage"),
        ] {
            assert!(!answers(key, path), "{key} {path}");
        }
    }
}
