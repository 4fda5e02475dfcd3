//! timing
use config_text::*;
use std::time::*;
fn cpu() -> Duration {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(s.split(' ').next().unwrap().parse().unwrap())
}
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let loader = MemoryLoader::new().with(&path, &bytes);
    let mut best = Duration::MAX;
    for _ in 0..std::env::args().nth(2).map_or(20, |n| n.parse().unwrap()) {
        let start = cpu();
        let mut sources = Sources::new();
        let config =
            dhcpd_conf::read(&mut sources, &loader, path.as_ref(), dhcpd_conf::Family::V4).unwrap();
        best = best.min(cpu() - start);
        let n = config.diagnostics().len();
        if best == Duration::ZERO {
            println!("{n} {}", config.memory());
        }
        std::hint::black_box((n, config.memory()));
        let m = config.memory() as f64 / bytes.len() as f64;
        if best > Duration::from_secs(1000) {
            println!("{m}");
        }
        let start = Instant::now();
        drop(config);
        let d = start.elapsed();
        print!("mem {m:.2}/byte, drop {d:?}, ");
    }
    println!("best {best:?}");
}
