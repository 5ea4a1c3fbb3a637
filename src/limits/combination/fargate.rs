//! The sizes of a task on Fargate: each amount of CPU goes with a range of memory in steps
//! (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html>, read 2026-11-29).

use super::{Clash, certain};
use crate::model::{Cpu, Fact, FactName, Size, Value, Workload};

/// Thousandths of a CPU; the least, the most and the step of memory, in MiB.
const SIZES: &[(u64, u64, u64, u64)] = &[
    (500, 1_024, 4_096, 1_024),
    (1_000, 2_048, 8_192, 1_024),
    (2_000, 4_096, 16_384, 1_024),
    (4_000, 8_192, 30_720, 1_024),
    (8_000, 16_384, 61_440, 4_096),
    (16_000, 32_768, 122_880, 8_192),
];

/// The smallest size is the only one that doubles.
const SMALLEST: (u64, [u64; 3]) = (250, [512, 1_024, 2_048]);

/// Whether there is a task of that size; `Err` says what goes with the CPU.
fn exists(cpu: Cpu, memory: Size) -> Result<(), String> {
    let mib = |mib| Size::from_mib(mib);
    if cpu.as_millis() == SMALLEST.0 {
        let [small, middle, large] = SMALLEST.1.map(mib);
        let is_one = [small, middle, large].contains(&memory);
        return is_one
            .then_some(())
            .ok_or_else(|| format!("{cpu} goes with {small}, {middle} or {large}"));
    }
    let Some((_, least, most, step)) = SIZES.iter().find(|(millis, ..)| *millis == cpu.as_millis())
    else {
        return Err("CPU is 0.25, 0.5, 1, 2, 4, 8 or 16 vCPU".to_owned());
    };
    let inside = (mib(*least)..=mib(*most)).contains(&memory)
        && memory.as_bytes().is_multiple_of(mib(*step).as_bytes());
    inside.then_some(()).ok_or_else(|| {
        let (least, most, step) = (mib(*least), mib(*most), mib(*step));
        format!("{cpu} goes with {least} to {most} in steps of {step}")
    })
}

/// The CPU and the memory of the task, not those of its containers.
pub(super) fn size(workload: &Workload) -> Vec<Clash<'_>> {
    let of_task = |fact: &&Fact| !fact.field.to_ascii_lowercase().contains("container");
    let mut cpus = certain(workload, FactName::Cpu).filter(of_task);
    let mut memories = certain(workload, FactName::Memory).filter(of_task);
    let (Some(first), Some(second)) = (cpus.next(), memories.next()) else {
        return Vec::new();
    };
    let (Some(Value::Cpu(cpu)), Some(memory)) = (&first.value, second.size()) else {
        return Vec::new();
    };
    let Err(sizes) = exists(*cpu, memory) else {
        return Vec::new();
    };
    vec![Clash {
        change: (second, format!("memory {memory}")),
        with: (first, format!("CPU {cpu}")),
        what: format!("{cpu} with {memory} of memory, which is no size of a Fargate task"),
        help: format!("take a size that Fargate has: {sizes}"),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_that_fargate_has() {
        for (cpu, mib, is_size) in [
            (250, 512, true),
            (250, 2_048, true),
            (250, 1_536, false),
            (250, 8_192, false),
            (500, 4_096, true),
            (500, 5_120, false),
            (1_000, 1_024, false),
            (1_000, 8_192, true),
            (4_000, 30_720, true),
            (4_000, 31_744, false),
            (8_000, 20_480, true),
            (8_000, 17_408, false),
            (16_000, 122_880, true),
            (16_000, 131_072, false),
            (300, 1_024, false),
        ] {
            let found = exists(Cpu::from_millis(cpu), Size::from_mib(mib));
            assert_eq!(found.is_ok(), is_size, "{cpu} {mib}");
        }
    }
}
