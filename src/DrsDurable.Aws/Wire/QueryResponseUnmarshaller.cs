using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Wire;

/// <param name="makeError">Message, inner exception, type, code, request id and status to the service's own exception.</param>
/// <param name="resultElement">The element whose children are the response's members; null when they stand in the root.</param>
internal sealed class QueryResponseUnmarshaller<TResponse>(
    QueryDialect dialect,
    string? resultElement,
    Func<string, Exception?, ErrorType, string?, string?, HttpStatusCode, AmazonServiceException> makeError) : XmlResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    private const string RequestIdHeader = "x-amzn-RequestId";

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new TResponse();
        try
        {
            var root = XDocument.Load(input.Stream).Root!;
            var result = resultElement is null ? root : root.Elements().FirstOrDefault(element => element.Name.LocalName == resultElement);
            if (result is not null)
            {
                XmlMembers.Fill(response, result, dialect);
            }

            return response;
        }
        catch (Exception unreadable) when (unreadable is XmlException or FormatException or OverflowException)
        {
            throw new AmazonUnmarshallingException(input.ResponseData.GetHeaderValue(RequestIdHeader), resultElement, unreadable, input.ResponseData.StatusCode);
        }
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = ParseError(input.Stream);
        var text = (string name) => error?.DescendantsAndSelf().FirstOrDefault(element => string.Equals(element.Name.LocalName, name, StringComparison.OrdinalIgnoreCase))?.Value;
        return makeError(
            text("Message") ?? $"The service answered {(int)statusCode} without a readable error message.",
            innerException,
            (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
            text("Code"),
            text("RequestId") ?? input.ResponseData.GetHeaderValue(RequestIdHeader),
            statusCode);
    }

    private static XElement? ParseError(Stream body)
    {
        try
        {
            return XDocument.Load(body).Root;
        }
        catch (XmlException)
        {
            // A gateway answers with HTML or nothing at all; the status then has to tell what happened.
            return null;
        }
    }
}
