using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Pagination;

/// <summary>Calls an operation until its answer names no further page. The caller's request is changed while it runs, as in the AWS SDK.</summary>
internal abstract class DrsPaginator<TResponse, TItem> : IPaginator<TResponse>
    where TResponse : AmazonWebServiceResponse
{
    private int started;

    public IPaginatedEnumerable<TResponse> Responses => new PaginatedResponse<TResponse>(this);

    public IPaginatedEnumerable<TItem> Items => new PaginatedResultKeyResponse<TResponse, TItem>(this, response => ItemsOf(response) ?? []);

    /// <exception cref="InvalidOperationException">The paginator has been enumerated before.</exception>
    /// <exception cref="AmazonDrsException">The service named the page just read as the next one.</exception>
    public async IAsyncEnumerable<TResponse> PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref started, 1) == 1)
        {
            throw new InvalidOperationException("A paginator can be enumerated once: ask the client for a new one.");
        }

        var next = FirstToken;
        do
        {
            var current = next;
            var response = await CallAsync(current, cancellationToken).ConfigureAwait(false);
            next = NextTokenOf(response);
            if (!string.IsNullOrEmpty(next) && string.Equals(next, current, StringComparison.Ordinal))
            {
                throw new AmazonDrsException("The service answered a page with its own token: reading on would never end.");
            }

            yield return response;
        }
        while (!string.IsNullOrEmpty(next));
    }

    protected abstract string? FirstToken { get; }

    protected abstract Task<TResponse> CallAsync(string? token, CancellationToken cancellationToken);

    protected abstract string? NextTokenOf(TResponse response);

    protected abstract IEnumerable<TItem>? ItemsOf(TResponse response);
}
