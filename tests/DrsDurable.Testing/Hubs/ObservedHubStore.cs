using System.Reflection;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs;

/// <summary>Shows a test which calls reach a store, and holds chosen ones back until the test lets them through.</summary>
/// <remarks>Public and open to inheritance because the runtime generates a class from it.</remarks>
public class ObservedHubStore : DispatchProxy
{
    private static readonly MethodInfo HeldResult = typeof(ObservedHubStore).GetMethod(nameof(HeldAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo AccompaniedResult = typeof(ObservedHubStore).GetMethod(nameof(AccompaniedAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Lock gate = new();
    private readonly List<StoreCall> calls = [];
    private readonly Dictionary<string, HeldCalls> held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Now, int Most)> inFlight = new(StringComparer.Ordinal);
    private IHubStore inner = null!;

    /// <summary>Gives what goes with a call as it arrives, or <see langword="null"/> if it goes alone.</summary>
    public Func<StoreCall, CallCompany?>? Accompany { get; set; }

    /// <summary>In order, as they arrived.</summary>
    public IReadOnlyList<StoreCall> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public static (IHubStore Store, ObservedHubStore Seen) Around(IHubStore inner)
    {
        var store = Create<IHubStore, ObservedHubStore>();
        var seen = (ObservedHubStore)(object)store;
        seen.inner = inner;
        return (store, seen);
    }

    public int Count(string operation) => Calls.Count(call => call.Operation == operation);

    /// <summary>The most calls of this kind that were unanswered at one time.</summary>
    public int MostAtOnce(string operation)
    {
        lock (gate)
        {
            return inFlight.GetValueOrDefault(operation).Most;
        }
    }

    /// <summary>From now on calls of this kind wait before they reach the store.</summary>
    public HeldCalls Hold(string operation)
    {
        lock (gate)
        {
            return held[operation] = new HeldCalls();
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        HeldCalls? hold;
        var made = new StoreCall(method.Name, args is [string first, ..] ? first : null);
        lock (gate)
        {
            calls.Add(made);
            held.TryGetValue(method.Name, out hold);
            var (now, most) = inFlight.GetValueOrDefault(method.Name);
            inFlight[method.Name] = (now + 1, Math.Max(most, now + 1));
        }

        hold?.Arrived();
        Func<object?> call = () => method.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        var result = Accompany?.Invoke(made) is { } company
            ? method.ReturnType.IsGenericType ? AccompaniedResult.MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(null, [company, call])
            : AccompaniedCallAsync(company, call)
            : hold is null or { IsReleased: true } ? call()
            : method.ReturnType.IsGenericType ? HeldResult.MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(null, [hold, call])
            : HeldCallAsync(hold, call);
        if (result is Task answer)
        {
            _ = answer.ContinueWith(_ => Answered(method.Name), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return result;
    }

    private static async Task HeldCallAsync(HeldCalls hold, Func<object?> call)
    {
        await hold.Released;
        await (Task)call()!;
    }

    private static async Task<T> HeldAsync<T>(HeldCalls hold, Func<object?> call)
    {
        await hold.Released;
        return await (Task<T>)call()!;
    }

    private static async Task AccompaniedCallAsync(CallCompany company, Func<object?> call)
    {
        await company.Before();
        await (Task)call()!;
        await company.After();
    }

    private static async Task<T> AccompaniedAsync<T>(CallCompany company, Func<object?> call)
    {
        await company.Before();
        var answer = await (Task<T>)call()!;
        await company.After();
        return answer;
    }

    private void Answered(string operation)
    {
        lock (gate)
        {
            var (now, most) = inFlight[operation];
            inFlight[operation] = (now - 1, most);
        }
    }
}

/// <param name="Subject">The call's first argument if that is text: the instance id.</param>
public sealed record StoreCall(string Operation, string? Subject);

/// <param name="Before">The call reaches the store once this has completed.</param>
/// <param name="After">Its answer is given once this has completed.</param>
public sealed record CallCompany(Func<Task> Before, Func<Task> After);

/// <summary>Calls held back by a test.</summary>
public sealed class HeldCalls
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim arrived = new(0);

    public bool IsReleased => released.Task.IsCompleted;

    internal Task Released => released.Task;

    /// <summary>Completes when one more call has come this far.</summary>
    public async Task NextAsync()
    {
        if (!await arrived.WaitAsync(GiveUp))
        {
            throw new TimeoutException("The call that the test waits for was never made.");
        }
    }

    public void Release() => released.TrySetResult();

    internal void Arrived() => arrived.Release();
}
