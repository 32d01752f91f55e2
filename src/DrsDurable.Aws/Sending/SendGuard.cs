using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws;

/// <summary>
/// Watches over one call of an acting operation made while the guard is entered. Its check runs after signing, when a connection is open, before the
/// first byte of the request is written; when the check throws, nothing is sent. Afterwards the guard knows whether the request has left.
/// </summary>
/// <example><code>
/// using var guard = SendGuard.Enter(lease.EnsureHeldAsync);
/// try { response = await drs.StartRecoveryAsync(request, cancellationToken); }
/// catch (Exception e) when (guard.OutcomeOf(e) == CallOutcome.Unknown) { … reconcile … }
/// </code></example>
public sealed class SendGuard : IDisposable
{
    private static readonly AsyncLocal<SendGuard?> Ambient = new();

    private readonly Func<CancellationToken, Task> verify;
    private readonly SendGuard? outer;
    private int sent;

    private SendGuard(Func<CancellationToken, Task> verify)
    {
        this.verify = verify;
        outer = Ambient.Value;
    }

    /// <summary>The request has been handed to the network, at least in part.</summary>
    public bool Sent => Volatile.Read(ref sent) == 1;

    internal static SendGuard? Current => Ambient.Value;

    /// <param name="verify">Throws when the call must not be made any more. Runs at most once per call.</param>
    public static SendGuard Enter(Func<CancellationToken, Task> verify)
    {
        ArgumentNullException.ThrowIfNull(verify);
        var guard = new SendGuard(verify);
        Ambient.Value = guard;
        return guard;
    }

    /// <summary>For clients that do not go through this library's HTTP layer (test doubles): call it at the point where a request would leave.</summary>
    /// <exception cref="RequestNotSentException">The check refused, or this guard has let a request out before.</exception>
    public static Task BeforeSendAsync(string operation, CancellationToken cancellationToken) =>
        Current?.AdmitAsync(operation, cancellationToken) ?? Task.CompletedTask;

    /// <summary>What the call that failed with <paramref name="failure"/> may have left behind.</summary>
    public CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        _ when !Sent => CallOutcome.NotSent,
        AmazonUnmarshallingException => CallOutcome.Unknown,
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout } => CallOutcome.Refused,
        _ => CallOutcome.Unknown,
    };

    public void Dispose()
    {
        if (ReferenceEquals(Ambient.Value, this))
        {
            Ambient.Value = outer;
        }
    }

    internal async Task AdmitAsync(string operation, CancellationToken cancellationToken)
    {
        try
        {
            await verify(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refusal) when (refusal is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new RequestNotSentException(operation, refusal.Message, refusal);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref sent, 1) == 1)
        {
            throw new RequestNotSentException(operation, "its guard has let one request out already, and a second could act twice.");
        }
    }
}
