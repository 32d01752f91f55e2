namespace DrsDurable.DurableTask.Client;

public interface IDurableTaskClientProvider
{
    /// <exception cref="ArgumentOutOfRangeException">No client has this name.</exception>
    DurableTaskClient GetClient(string? name = null);
}
