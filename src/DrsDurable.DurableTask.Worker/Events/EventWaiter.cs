using DrsDurable.DurableTask.Worker.Payloads;

namespace DrsDurable.DurableTask.Worker.Events;

internal abstract class EventWaiter(string name, Type payloadType)
{
    public string Name { get; } = name;

    public Type PayloadType { get; } = payloadType;

    public abstract void Receive(string? payload);

    public abstract void Cancel(CancellationToken cancellationToken);
}

internal sealed class EventWaiter<T>(string name, DataConverter converter) : EventWaiter(name, typeof(T))
{
    private readonly TaskCompletionSource<T> completion = new();

    public Task<T> Received => completion.Task;

    public override void Receive(string? payload)
    {
        T? value;
        try
        {
            value = converter.Read<T>(payload, "payload of event", Name);
        }
        catch (Exception unreadable)
        {
            // Whoever sent it is gone: the orchestrator that waits is the one to say what an unreadable payload means.
            completion.TrySetException(unreadable);
            return;
        }

        completion.TrySetResult(value!);
    }

    public override void Cancel(CancellationToken cancellationToken) => completion.TrySetCanceled(cancellationToken);
}
