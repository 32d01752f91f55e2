using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Drs.Wire;

internal sealed class DrsResponseUnmarshaller<TResponse> : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var body = ReadBody(input);
        if (body.Length == 0)
        {
            return new TResponse();
        }

        try
        {
            return DrsJson.Read<TResponse>(body) ?? new TResponse();
        }
        catch (JsonException unreadable)
        {
            throw new AmazonUnmarshallingException(
                input.ResponseData.GetHeaderValue(DrsErrorReader.RequestIdHeader), unreadable.Path, unreadable, input.ResponseData.StatusCode);
        }
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        DrsErrorReader.Read(input.ResponseData, ReadBody(input), innerException, statusCode);

    private static byte[] ReadBody(JsonUnmarshallerContext context)
    {
        using var copy = new MemoryStream();
        context.Stream.CopyTo(copy);
        return copy.ToArray();
    }
}
