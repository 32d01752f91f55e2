using System.Text;
using System.Xml.Linq;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Services;

/// <summary>A service with the AWS query protocol: form parameters in, XML out.</summary>
internal abstract class QueryService : SimulatedService
{
    protected abstract string Namespace { get; }

    public override IReadOnlyList<string> Paged => [];

    public override ServiceCall Read(string method, string path, string query, Func<string, string?> header, ReadOnlyMemory<byte> body)
    {
        var parameters = new QueryFields(RestMembers.Parameters(body.IsEmpty ? query : Encoding.UTF8.GetString(body.Span)));
        var action = parameters.Text("Action");
        return new ServiceCall(action is not null && Served.Contains(action, StringComparer.Ordinal) ? action : null, action ?? "", null, parameters);
    }

    public override ServiceError UnknownOperation(string method, string path, ServiceCall call) => new(
        400, "InvalidAction", $"The simulator does not serve {(call.Name.Length == 0 ? "a request without Action" : call.Name)} of {SigningName}; it serves {string.Join(", ", Served)}.");

    public override ServiceError Unreadable(string problem) => new(400, "ValidationError", problem);

    public override ServiceError Localize(ServiceError error) => error.Code switch
    {
        "MissingAuthenticationTokenException" => error with { Code = "MissingAuthenticationToken" },
        "IncompleteSignatureException" => error with { Code = "IncompleteSignature" },
        "UnrecognizedClientException" => error with { Code = "InvalidClientTokenId" },
        "InvalidSignatureException" => error with { Code = "SignatureDoesNotMatch" },
        "ExpiredTokenException" => error with { Code = "ExpiredToken" },
        "AccessDeniedException" => error with { Code = "AccessDenied" },
        "ThrottlingException" or "TooManyRequestsException" => error with { Code = "Throttling", Status = 400 },
        "ConstraintViolated" => error with { Code = "ValidationError" },
        _ => error,
    };

    public override ServiceAnswer Write(string operation, OperationResult result, string requestId)
    {
        if (result.Error is { } error)
        {
            var type = error.Status >= 500 ? "Receiver" : "Sender";
            return Answer(result.Status, new XElement(
                "ErrorResponse",
                new XElement("Error", new XElement("Type", type), new XElement("Code", error.Code), new XElement("Message", error.Message)),
                new XElement("RequestId", requestId)));
        }

        return Answer(result.Status, new XElement(
            $"{operation}Response",
            new XElement($"{operation}Result", result.Xml ?? []),
            new XElement("ResponseMetadata", new XElement("RequestId", requestId))));
    }

    protected ServiceAnswer Answer(int status, XElement root)
    {
        XNamespace space = Namespace;
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = space + element.Name.LocalName;
        }

        return new ServiceAnswer(status, "text/xml", Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting)));
    }
}
