using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// Repeats a store call until it is answered. Every operation of the store may be repeated, so an unknown outcome is resolved by
/// asking again, never by guessing.
/// </summary>
internal sealed partial class StoreRetry(WorkInProgress work, TimeProvider machine, HubMetrics metrics, ILogger logger, CancellationToken stopped)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <param name="givenUp">Nobody waits for the answer any more. It ends the waiting between attempts, never an attempt: an answer
    /// is always acted upon, and what an unanswered attempt did is found by the next sweep.</param>
    public async Task<T> RunForCallerAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken givenUp)
    {
        using var either = givenUp.CanBeCanceled && givenUp != stopped ? CancellationTokenSource.CreateLinkedTokenSource(givenUp, stopped) : null;
        var ended = either?.Token ?? stopped;
        var delay = FirstDelay;
        while (true)
        {
            ended.ThrowIfCancellationRequested();
            try
            {
                return await (metrics.TimesStore ? TimedAsync(operation, call) : call(stopped)).ConfigureAwait(false);
            }
            catch (HubStoreUnavailableException unavailable)
            {
                LogRetry(operation, unavailable.Message, delay, unavailable);
                await work.PauseAsync(delay, machine, ended).ConfigureAwait(false);
                delay = delay * 2 > LongestDelay ? LongestDelay : delay * 2;
            }
        }
    }

    public Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> call) => RunForCallerAsync(operation, call, stopped);

    public Task RunAsync(string operation, Func<CancellationToken, Task> call) =>
        RunAsync(operation, async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        });

    private async Task<T> TimedAsync<T>(string operation, Func<CancellationToken, Task<T>> call)
    {
        var began = machine.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await call(stopped).ConfigureAwait(false);
            outcome = "answered";
            return answer;
        }
        catch (HubStoreUnavailableException)
        {
            outcome = "unavailable";
            throw;
        }
        finally
        {
            metrics.StoreCall(operation, outcome, machine.GetElapsedTime(began));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The store did not answer {Operation}; trying again in {Delay}. {Reason}")]
    private partial void LogRetry(string operation, string reason, TimeSpan delay, Exception exception);
}
