using System.Collections.Concurrent;
using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// Looks at jobs on behalf of everyone in this process who waits for one. Whoever asks names the tick of the grid it asks for; the first to ask for a
/// tick makes one call about every watched job of that account and Region, and the others share its answer.
/// </summary>
public sealed class JobWatcher(DrsReader reader)
{
    /// <summary>Whoever waited for a job and has not asked for so long has died with its process or been ended.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AwsTarget, Cell> cells = new();

    /// <summary>Includes a job from the next call on, before anybody has asked for it.</summary>
    public void Expect(AwsTarget target, string jobId, DateTimeOffset now) => CellOf(target).Expect(jobId, now);

    /// <summary>The job as of that tick or later.</summary>
    public Task<JobSighting> LookAsync(AwsTarget target, string jobId, DateTimeOffset tick) => CellOf(target).LookAsync(jobId, tick);

    private Cell CellOf(AwsTarget target) => cells.GetOrAdd(target, key => new Cell(key, reader));

    private sealed class Cell(AwsTarget target, DrsReader reader)
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, DateTimeOffset> watched = new(StringComparer.Ordinal);
        private Call? latest;

        public void Expect(string jobId, DateTimeOffset now)
        {
            lock (gate)
            {
                Watch(jobId, now);
            }
        }

        public async Task<JobSighting> LookAsync(string jobId, DateTimeOffset tick)
        {
            Call call;
            lock (gate)
            {
                Watch(jobId, tick);
                if (latest is not { } current || current.Tick < tick || !current.Covers(jobId))
                {
                    foreach (var old in watched.Where(entry => entry.Value < tick - Forgotten).Select(entry => entry.Key).ToList())
                    {
                        watched.Remove(old);
                    }

                    // A late question about an old tick must not push the newer answer that others share out of its place.
                    var ids = watched.Keys.ToHashSet(StringComparer.Ordinal);
                    var label = latest is { } newer && newer.Tick > tick ? newer.Tick : tick;
                    latest = new Call(label, ids, new Lazy<Task<Answer>>(() => AskAsync(ids)));
                }

                call = latest;
            }

            var answer = await call.Answer.Value.ConfigureAwait(false);
            return answer.Trouble is not null ? new JobSighting(null, answer.Trouble) : new JobSighting(answer.Jobs.GetValueOrDefault(jobId), null);
        }

        private void Watch(string jobId, DateTimeOffset at)
        {
            if (!watched.TryGetValue(jobId, out var before) || before < at)
            {
                watched[jobId] = at;
            }
        }

        /// <summary>A job that has ended tells nothing new; who asks about it again is answered again.</summary>
        private void Forget(IEnumerable<DrsJob> ended)
        {
            lock (gate)
            {
                foreach (var job in ended)
                {
                    watched.Remove(job.JobId);
                }
            }
        }

        private async Task<Answer> AskAsync(IEnumerable<string> jobIds)
        {
            try
            {
                var jobs = await reader.JobsAsync(target, jobIds, CancellationToken.None).ConfigureAwait(false);
                Forget(jobs.Where(job => !job.IsLive));
                return new Answer(jobs.ToDictionary(job => job.JobId, StringComparer.Ordinal), null);
            }
            catch (Exception failure) when (DrsTrouble.Covers(failure))
            {
                return new Answer(new Dictionary<string, DrsJob>(StringComparer.Ordinal), DrsTrouble.Of("DescribeJobs", failure));
            }
        }
    }

    private sealed record Call(DateTimeOffset Tick, IReadOnlySet<string> JobIds, Lazy<Task<Answer>> Answer)
    {
        public bool Covers(string jobId) => JobIds.Contains(jobId);
    }

    private sealed record Answer(IReadOnlyDictionary<string, DrsJob> Jobs, DrsTrouble? Trouble);
}

/// <param name="Job"><see langword="null"/> when DRS does not know it, or did not answer.</param>
public sealed record JobSighting(DrsJob? Job, DrsTrouble? Trouble);
