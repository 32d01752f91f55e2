using System.Diagnostics;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// The one thread that writes. Everything waiting when it looks is committed in one transaction; answers are given only after
/// COMMIT has returned. There is no batching window: a lone write is committed at once.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestGroup = 256;

    private readonly object gate = new();
    private readonly Queue<Write> waiting = new();
    private readonly HubFile file;
    private readonly Action<SqliteSession> commit;
    private readonly Thread thread;
    private SqliteSession? session;
    private bool closing;
    private long committed;

    /// <param name="commit">Ends a transaction; tests let it fail.</param>
    public SqliteWriter(HubFile file, SqliteSession session, Action<SqliteSession>? commit = null)
    {
        this.file = file;
        this.session = session;
        this.commit = commit ?? (static open => open.Execute("COMMIT"));
        thread = new Thread(Run) { IsBackground = true, Name = "task hub writer" };
        thread.Start();
    }

    /// <summary>Transactions that have been committed.</summary>
    public long Committed => Interlocked.Read(ref committed);

    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var write = new Write<T>(work);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            waiting.Enqueue(write);
            Monitor.Pulse(gate);
        }

        return write.Answer;
    }

    /// <summary>Commits what is waiting, then closes the connection.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    private void Run()
    {
        var group = new List<Write>();
        while (TakeGroup(group))
        {
            if (!TryCommit(group) && group.Count > 1)
            {
                // What became of them is unknown, and one of them may be at fault: each alone, on a connection that starts from the
                // file. A batch that is there already is recognised by its writer's id.
                foreach (var write in group)
                {
                    TryCommit([write]);
                }
            }

            foreach (var write in group)
            {
                write.Publish();
            }

            group.Clear();
        }

        session?.Dispose();
    }

    private bool TakeGroup(List<Write> group)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closing)
                {
                    return false;
                }

                Monitor.Wait(gate);
            }

            while (group.Count < LargestGroup && waiting.TryDequeue(out var write))
            {
                group.Add(write);
            }

            return true;
        }
    }

    private bool TryCommit(List<Write> group)
    {
        // The writer waits for the disk, not for a clock a test moves.
        var began = SqliteMetrics.TimesCommits ? Stopwatch.GetTimestamp() : 0;
        try
        {
            session ??= new SqliteSession(file.OpenWriter());
            session.Execute("BEGIN IMMEDIATE");
            foreach (var write in group)
            {
                write.Perform(session);
            }

            commit(session);
            Interlocked.Increment(ref committed);
            SqliteMetrics.Committed(group.Count);
            if (began != 0)
            {
                SqliteMetrics.Took(Stopwatch.GetElapsedTime(began));
            }

            return true;
        }
#pragma warning disable CA1031 // every failure is handed to whoever asked for the write
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // After a failed write or sync nothing this connection believes may be trusted: the next one starts from the file.
            session?.Dispose();
            session = null;
            SqliteMetrics.Failed();
            var failure = exception is SqliteException trouble
                ? new HubStoreUnavailableException(SqliteTrouble.WhileRunning(file.DatabasePath, trouble), exception)
                : exception;
            foreach (var write in group)
            {
                write.Fail(failure);
            }

            return false;
        }
    }

    private abstract class Write
    {
        public abstract void Perform(SqliteSession session);

        public abstract void Fail(Exception failure);

        public abstract void Publish();
    }

    private sealed class Write<T>(Func<SqliteSession, T> work) : Write
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? failed;

        public Task<T> Answer => answer.Task;

        public override void Perform(SqliteSession session)
        {
            result = work(session);
            failed = null;
        }

        public override void Fail(Exception failure) => failed = failure;

        public override void Publish()
        {
            if (failed is not null)
            {
                answer.TrySetException(failed);
            }
            else
            {
                answer.TrySetResult(result!);
            }
        }
    }
}
